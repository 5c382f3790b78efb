import { describe, expect, it } from 'vitest';
import { table } from '../../../src/cli/table';
import { PhaseClock } from '../../../src/launch';
import { problemText } from '../../../src/cli/view/problemText';
import { ProgressLine } from '../../../src/cli/view/progressLine';
import { progressText } from '../../../src/cli/view/progressText';

function lineOn(sink: { isTTY?: boolean; columns?: number }) {
  let written = '';
  let millis = 0;
  const line = new ProgressLine({ ...sink, write: (text) => (written += text) }, () => new Date(millis));
  return { line, written: () => written, pass: (time: number) => (millis += time) };
}

describe('progress in a pipe', () => {
  it('prints a line every five seconds', () => {
    const { line, written, pass } = lineOn({});
    line.update('one', 'Training', false);
    pass(4_999);
    line.update('two', 'Training', false);
    pass(1);
    line.update('three', 'Training', false);
    expect(written()).toBe('one\nthree\n');
  });

  it('always prints a new phase and the end of one', () => {
    const { line, written } = lineOn({});
    line.update('packing', 'Packing', false);
    line.update('training', 'Training', false);
    line.update('trained', 'Training', true);
    expect(written()).toBe('packing\ntraining\ntrained\n');
  });
});

describe('progress on a terminal', () => {
  it('writes over itself and never wraps', () => {
    const { line, written } = lineOn({ isTTY: true, columns: 8 });
    line.update('123456789', 'Training', false);
    expect(written()).toBe('\r\x1b[2K1234567');
  });

  it('stays below what is printed meanwhile', () => {
    const { line, written } = lineOn({ isTTY: true });
    line.update('going', 'Training', false);
    line.print('epoch 1');
    expect(written()).toBe('\r\x1b[2Kgoing\r\x1b[2Kepoch 1\ngoing');
  });
});

describe('rate and time left', () => {
  const packing = {
    type: 'progress',
    phase: 'packData',
    text: 'Packing',
    total: 100,
    unit: 'slices',
  } as const;

  it('are worked out where the worker does not tell them', () => {
    const clock = new PhaseClock();
    clock.complete({ ...packing, done: 10 }, new Date(0));
    const later = clock.complete({ ...packing, done: 50 }, new Date(2_000));
    expect(later).toMatchObject({ rate: 20, etaSeconds: 2.5 });
  });

  it('begin anew with each phase', () => {
    const clock = new PhaseClock();
    clock.complete({ ...packing, done: 100 }, new Date(0));
    clock.complete({ ...packing, phase: 'check', done: 0 }, new Date(10_000));
    const later = clock.complete({ ...packing, phase: 'check', done: 50 }, new Date(11_000));
    expect(later.rate).toBe(50);
  });

  it('are left as the worker tells them', () => {
    const clock = new PhaseClock();
    clock.complete({ ...packing, done: 0 }, new Date(0));
    const later = clock.complete({ ...packing, done: 50, rate: 7, etaSeconds: 9 }, new Date(1_000));
    expect(later).toMatchObject({ rate: 7, etaSeconds: 9 });
  });

  it('are those of the whole run where the worker tells the time left alone', () => {
    const clock = new PhaseClock();
    clock.complete({ ...packing, done: 0 }, new Date(0));
    const later = clock.complete({ ...packing, done: 100, etaSeconds: 180 }, new Date(1_000));
    expect(later).toMatchObject({ rate: 100, etaSeconds: 180 });
  });
});

it('tells rate, time left and the last loss', () => {
  const text = progressText(
    {
      type: 'progress',
      phase: 'train',
      text: 'Training',
      done: 27,
      total: 60,
      unit: 'steps',
      rate: 1.42,
      etaSeconds: 23,
    },
    { kind: 'step', step: 27, epoch: 1, loss: 0.534, accuracy: 0.8125, seconds: 19 },
  );
  expect(text).toContain(' 45% 27/60 steps · 1.4 steps/s · 23 s left · loss 0.534 · accuracy 81.3%');
});

describe('a problem in the code', () => {
  const problem = {
    file: '/f.ts',
    line: 3,
    column: 2,
    endColumn: 4,
    severity: 'error',
    message: 'No.',
    source: 'typescript',
  } as const;

  it('puts the caret below tabs', () => {
    expect(problemText(problem, 'f.ts', '\tab')).toBe(
      'f.ts:3:2 error No.\n  3 | \tab\n'.concat('      \t^^'),
    );
  });

  it('does without the line when the file cannot be read', () => {
    expect(problemText(problem, 'f.ts')).toBe('f.ts:3:2 error No.');
  });
});

it('aligns numbers to the right', () => {
  expect(
    table([
      ['a', '1'],
      ['long', '20'],
    ]),
  ).toBe('a      1\nlong  20');
});
