import { describe, expect, it } from 'vitest';
import { bootstrapDifference, bootstrapIntervals } from '../../../src/evaluate/bootstrap';
import { eachOnce, figuresOf, sumByVolume } from '../../../src/evaluate/figures';
import { predictionTable } from '../../../src/evaluate/predictions';
import { xorshift } from './random';

/** Predictions of `volumes` volumes of 20 slices, right as often as `skill` says; a volume's slices are alike. */
function predictions(volumes: number, skill: number, seed = 1) {
  const random = xorshift(seed);
  const labels: number[] = [];
  const rows: number[][] = [];
  const names: string[] = [];
  for (let volume = 0; volume < volumes; volume++) {
    const isRight = random() < skill;
    for (let slice = 0; slice < 20; slice++) {
      const label = slice % 3;
      const answer = isRight ? label : (label + 1) % 3;
      const sure = 0.5 + 0.4 * random();
      labels.push(label);
      rows.push([0, 1, 2].map((k) => (k === answer ? sure : (1 - sure) / 2)));
      names.push(String(volume));
    }
  }
  return sumByVolume(predictionTable(labels, rows, 3, names));
}

describe('an interval by bootstrap', () => {
  it('is the same for the same seed, and another for another', () => {
    const sums = predictions(12, 0.7);
    const accuracy = (seed: number) => bootstrapIntervals(sums, { resamples: 100, seed })?.accuracy;
    expect(accuracy(3)).toEqual(accuracy(3));
    expect(accuracy(3)).not.toEqual(accuracy(4));
  });

  it('holds what was measured', () => {
    const sums = predictions(12, 0.7);
    const { accuracy } = figuresOf(sums, eachOnce(sums));
    const interval = bootstrapIntervals(sums, { resamples: 200 })?.accuracy;
    expect(interval?.low).toBeLessThan(accuracy);
    expect(interval?.high).toBeGreaterThan(accuracy);
  });

  it('is as wide as the binomial of whole volumes says, not of slices', () => {
    const sums = predictions(100, 0.7);
    const { accuracy } = figuresOf(sums, eachOnce(sums));
    const interval = bootstrapIntervals(sums, { resamples: 2000 })?.accuracy;
    const width = 2 * 1.96 * Math.sqrt((accuracy * (1 - accuracy)) / 100);
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeGreaterThan(0.9 * width);
    expect((interval?.high ?? 0) - (interval?.low ?? 0)).toBeLessThan(1.1 * width);
  });

  it('is not given for a single volume', () => {
    expect(bootstrapIntervals(predictions(1, 0.7))).toBeNull();
  });

  it('is not given for a class that most resamples lack', () => {
    const rows = [0, 1, 2, 3, 4].map(() => [0.2, 0.5, 0.3]);
    const sums = sumByVolume(predictionTable([1, 1, 1, 1, 1], rows, 3, ['a', 'b', 'c', 'd', 'e']));
    const intervals = bootstrapIntervals(sums, { resamples: 50 });
    expect(intervals?.classes[2].recall).toBeNull();
    expect(intervals?.classes[1].recall).toEqual({ low: 1, high: 1 });
  });
});

describe('the difference of two models', () => {
  it('is told more surely than their intervals would', () => {
    // The second model is right wherever the first one is, and in a few volumes more.
    const [worse, better] = [predictions(40, 0.5), predictions(40, 0.75)];
    const difference = bootstrapDifference(worse, better, { resamples: 500 })?.accuracy;
    expect(difference?.low).toBeGreaterThan(0);
    const [first, second] = [worse, better].map((sums) => bootstrapIntervals(sums, { resamples: 500 }));
    expect(first?.accuracy?.high).toBeGreaterThan(second?.accuracy?.low ?? 1);
  });

  it('is refused between different volumes', () => {
    expect(() => bootstrapDifference(predictions(3, 1), predictions(4, 1))).toThrow('same volumes');
  });
});
