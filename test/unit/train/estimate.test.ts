import { describe, expect, it } from 'vitest';
import { TimeEstimate } from '../../../src/train/estimate';

/** An estimate with a clock that moves as told. */
function estimate(batchSize = 10) {
  let now = 0;
  const time = new TimeEstimate(batchSize, () => now);
  return { time, pass: (seconds: number) => (now += seconds) };
}

describe('the rate of a training', () => {
  it('is unknown until the third step', () => {
    const { time, pass } = estimate();
    for (let step = 0; step < 2; step++) {
      pass(5);
      time.stepDone();
    }
    expect(time.progress({ steps: 8, validationSlices: 0 })).toEqual({});
  });

  it('leaves the slow first two steps out', () => {
    const { time, pass } = estimate();
    for (const seconds of [50, 20, 0.5, 0.5]) {
      pass(seconds);
      time.stepDone();
    }
    expect(time.progress({ steps: 6, validationSlices: 0 })).toEqual({ rate: 2, etaSeconds: 3 });
  });

  it('leaves validation and checkpoints out', () => {
    const { time, pass } = estimate();
    for (const seconds of [1, 1, 0.5]) {
      pass(seconds);
      time.stepDone();
    }
    pass(30);
    time.validated(60);
    pass(9);
    time.lap();
    pass(0.5);
    time.stepDone();
    expect(time.progress({ steps: 0, validationSlices: 0 }).rate).toBe(2);
  });
});

describe('the remaining time', () => {
  it('counts validation at its measured speed', () => {
    const { time, pass } = estimate();
    for (let step = 0; step < 3; step++) {
      pass(1);
      time.stepDone();
    }
    pass(4);
    time.validated(40);
    expect(time.progress({ steps: 10, validationSlices: 40 }).etaSeconds).toBeCloseTo(10 + 4, 9);
  });

  it('takes a third of a training step for validation before that is known', () => {
    const { time, pass } = estimate(10);
    for (let step = 0; step < 3; step++) {
      pass(3);
      time.stepDone();
    }
    expect(time.progress({ steps: 0, validationSlices: 10 }).etaSeconds).toBeCloseTo(1, 9);
  });
});
