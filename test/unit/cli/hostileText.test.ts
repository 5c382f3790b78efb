import { describe, expect, it } from 'vitest';
import { escapeHtml } from '../../../src/cli/report/html';
import { HumanView } from '../../../src/cli/view/humanView';
import { JsonView } from '../../../src/cli/view/jsonView';
import { junit } from '../../../src/cli/view/junit';
import { ProgressLine } from '../../../src/cli/view/progressLine';
import { runCli } from '../../../src/cli/program';
import type { Io } from '../../../src/cli/io';
import type { CheckReport, Finding } from '../../../src/protocol/checkReport';

const hostile = '\u001b[2J\u009b1A\r\u202e1.5 of 1.5 points\u2028\u0007 ]]> <b> \ud800 \ufffe';
/** What a terminal obeys, and what turns texts around. */
const obeyed = /(?![\t\n])[\p{Cc}\u2028-\u202e\u2066-\u2069]/u;

function sinkOf(isTTY: boolean) {
  const sink = { text: '', isTTY, write: (text: string) => (sink.text += text) };
  return sink;
}

function ioOf(isTTY = false) {
  const stdout = sinkOf(isTTY);
  const stderr = sinkOf(isTTY);
  const io: Io = {
    stdout,
    stderr,
    cwd: '/',
    environment: {},
    workerPath: '',
    now: () => new Date(0),
    onInterrupt: () => ({ dispose: () => undefined }),
  };
  return { io, written: () => stdout.text + stderr.text };
}

const finding: Finding = {
  probed: hostile,
  expected: hostile,
  actual: hostile,
  why: hostile,
  hints: [hostile],
};
const report: CheckReport = {
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '1.1', title: hostile },
  points: 0,
  max: 1,
  items: [
    {
      id: 'a',
      title: hostile,
      file: 'a.ts',
      points: 0,
      max: 1,
      tutorPoints: 0,
      status: 'fail',
      checks: [
        { id: 'a', title: hostile, status: 'fail', findings: [finding] },
        { id: 'b', title: hostile, status: 'skipped', reason: hostile, findings: [] },
      ],
    },
  ],
};

describe('what a student’s code says is shown to a terminal, not obeyed:', () => {
  it.each<[string, (view: HumanView) => void]>([
    ['a line that it prints', (view) => view.event({ type: 'log', level: 'info', text: hostile })],
    ['a remark', (view) => view.note(hostile)],
    ['a result', (view) => view.result({}, hostile)],
    [
      'an error with its line',
      (view) =>
        view.failure({
          what: hostile,
          why: hostile,
          next: hostile,
          problems: [
            {
              file: `/${hostile}`,
              line: 1,
              column: 1,
              severity: 'error',
              message: hostile,
              source: 'runtime',
            },
          ],
        }),
    ],
  ])('%s', (_name, say) => {
    const { io, written } = ioOf();
    say(new HumanView(io));
    expect(written()).toContain(String.raw`\u001b[2J`);
    expect(written()).not.toMatch(obeyed);
  });

  it('what is being done', () => {
    const sink = sinkOf(true);
    new ProgressLine(sink, () => new Date(0)).update(hostile, 'Training', false);
    expect(sink.text.replace('\r\x1b[2K', '')).not.toMatch(obeyed);
  });

  it('an argument that the usage message repeats', async () => {
    const { io, written } = ioOf();
    await runCli([`--${hostile}`], io);
    expect(written()).not.toMatch(obeyed);
  });
});

it('JSON holds the same text, and nothing that a terminal obeys', () => {
  const sink = sinkOf(false);
  new JsonView(sink, true).event({ type: 'log', level: 'info', text: hostile });
  expect(sink.text).not.toMatch(obeyed);
  expect(JSON.parse(sink.text)).toEqual({ type: 'log', level: 'info', text: hostile });
});

it('JUnit stays well-formed XML', () => {
  const xml = junit(report);
  expect(xml).toMatch(/^[\t\n\u0020-\ud7ff\ue000-\ufffd]*$/u);
  expect(xml).not.toContain(']]>');
  expect(xml.replace(/<\/?[a-z]+( [a-z]+="[^"<>]*")*\/?>|<\?xml [^>]*>/g, '')).not.toMatch(/[<>]/);
});

it('HTML holds control characters as text', () => {
  expect(escapeHtml(hostile)).not.toMatch(obeyed);
});
