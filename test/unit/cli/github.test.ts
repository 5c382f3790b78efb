import { parseDocument } from 'htmlparser2';
import { describe, expect, it } from 'vitest';
import { annotations, summaryMarkdown } from '../../../src/cli/view/github';
import { junit } from '../../../src/cli/view/junit';
import type { CheckReport, CheckResult } from '../../../src/protocol/checkReport';

const check = (status: CheckResult['status'], actual = '4'): CheckResult => ({
  id: status,
  title: `Adds ${status}`,
  status,
  ...(status === 'skipped' ? { reason: 'Another comes first.' } : {}),
  findings:
    status === 'fail' || status === 'error'
      ? [{ probed: 'It was called.', expected: '7', actual, hints: [], at: { file: 'sum.ts', line: 2 } }]
      : [],
});
const reportOf = (actual?: string): CheckReport => ({
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '9.1', title: 'Sums' },
  points: 0.5,
  max: 2,
  items: [
    {
      id: 'sum',
      title: 'Sum, of all',
      file: 'sum.ts',
      points: 0.5,
      max: 2,
      tutorPoints: 1,
      status: 'fail',
      checks: (['pass', 'fail', 'error', 'skipped'] as const).map((status) => check(status, actual)),
    },
  ],
});

describe('for GitHub Actions', () => {
  it('a finding is marked at its line, by its path in the repository', () => {
    const [line] = annotations(reportOf(), (file) => `chapter9/9.1-sums/${file}`).split('\n');
    expect(line).toBe(
      '::warning file=chapter9/9.1-sums/sum.ts,line=2,title=Sum%2C of all::Adds fail: 4 instead of 7',
    );
  });

  it('no text of a program becomes a command of its own', () => {
    const lines = annotations(reportOf('4\n::error::forged'), (file) => file).split('\n');
    expect(lines.every((line) => line.startsWith('::warning file='))).toBe(true);
  });

  it('the summary has points by task, and what the checks have against the work', () => {
    const text = summaryMarkdown(reportOf());
    expect(text).toContain('## 9.1 Sums: 0.5 of 2 points');
    expect(text).toContain('| Sum, of all | 0.5 | 1 |');
    expect(text).toContain('- Adds fail: 4 instead of 7 (sum.ts:2)');
  });

  it('no text of a program changes the shape of the summary', () => {
    const text = summaryMarkdown(reportOf('<img src=x>\n# Points: 10'));
    expect(text).not.toMatch(/^# Points/m);
    expect(text).not.toMatch(/(?<!\\)<img/);
  });
});

/** What github.com/jenkinsci/xunit-plugin's junit-10.xsd allows: attributes (`!` for those that must be there), and elements inside. */
const schema: Readonly<Record<string, { attributes: string; inside: string }>> = {
  testsuites: { attributes: 'name time tests failures errors', inside: 'testsuite' },
  testsuite: {
    attributes:
      'name! tests! failures! errors! group time skipped timestamp hostname id package file log url',
    inside: 'testsuite properties testcase system-out system-err',
  },
  testcase: {
    attributes: 'name! time classname group',
    inside: 'skipped error failure system-out system-err',
  },
  failure: { attributes: 'type message', inside: '' },
  error: { attributes: 'type message', inside: '' },
  skipped: { attributes: 'type message', inside: '' },
};

it('the report for CI has the shape that readers of JUnit know', () => {
  const faults: string[] = [];
  const look = (element: { name: string; attribs: Record<string, string>; children: object[] }) => {
    const rule = schema[element.name];
    const names = rule.attributes.split(' ');
    const known = new Set(names.map((name) => name.replace('!', '')));
    faults.push(...Object.keys(element.attribs).filter((name) => !known.has(name)));
    faults.push(...names.filter((name) => name.endsWith('!') && !(name.slice(0, -1) in element.attribs)));
    for (const child of element.children) {
      if (!('attribs' in child)) continue;
      const inner = child as typeof element;
      if (!rule.inside.split(' ').includes(inner.name)) faults.push(`${inner.name} in ${element.name}`);
      else look(inner);
    }
  };
  const document = parseDocument(junit(reportOf('<&">\u0000')), { xmlMode: true });
  const root = document.children.find((node) => 'attribs' in node);
  look(root as unknown as Parameters<typeof look>[0]);
  expect(faults).toEqual([]);
});
