import { expect, it } from 'vitest';
import type { RatePoint } from '../../../src/protocol/rateTest';
import { hasDiverged, nextPoint, rateGrowth, rateRange, suggestedRate } from '../../../src/train/rateRange';

/** A test with these losses. */
function tested(losses: readonly number[]): RatePoint[] {
  const points: RatePoint[] = [];
  losses.forEach((loss, step) => {
    const learningRate = rateRange.lowest * rateGrowth ** step;
    points.push(nextPoint(points, { learningRate, loss }));
  });
  return points;
}

const course = Array.from(
  { length: rateRange.steps },
  (_, step) =>
    1.1 +
    0.02 * Math.sin(step * 1.7) -
    0.5 / (1 + Math.exp(-(step - 55) / 5)) +
    0.002 * Math.max(0, step - 80) ** 2,
);

it('grows from the lowest to the highest rate by the same factor', () => {
  const rates = tested(course).map(({ learningRate }) => learningRate);
  expect(rates.at(0)).toBe(1e-7);
  expect(rates.at(-1)).toBeCloseTo(10, 6);
  expect((rates[51] ?? 0) / (rates[50] ?? 1)).toBeCloseTo((rates[1] ?? 0) / (rates[0] ?? 1), 10);
});

/** By numpy: the average of beta 0.98, divided by 1 − 0.98^n, and the least of `numpy.gradient` of steps 10 to 98. */
it('smooths and suggests as NumPy does it in the way of PyTorch Lightning', () => {
  const points = tested(course);
  const smoothed = [0, 50, 99].map((step) => points[step]?.smoothed ?? NaN);
  [1.099991649289076, 1.076215036936784, 0.8664268040031168].forEach((expected, index) =>
    expect(smoothed[index]).toBeCloseTo(expected, 12),
  );
  expect(suggestedRate(points)).toBeCloseTo(0.017886495290574348, 10);
});

it('suggests nothing where the loss never falls, or few steps were done', () => {
  expect(suggestedRate(tested(Array.from({ length: 100 }, (_, step) => 1 + step / 100)))).toBeUndefined();
  expect(suggestedRate(tested(course.slice(0, 11)))).toBeUndefined();
});

it('has diverged where the smoothed loss is four times its lowest', () => {
  expect(hasDiverged(tested([1]))).toBe(false);
  expect(hasDiverged(tested([1, 6.9]))).toBe(false);
  expect(hasDiverged(tested([1, 7.1]))).toBe(true);
});
