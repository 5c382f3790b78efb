import { expect, it } from 'vitest';
import { DebiasedMean } from '../../../src/evaluate/smoothing';

const values = [2, 1, 4, 3, 0.5, 0.25];
const smoothed = (beta: number) => {
  const mean = new DebiasedMean(beta);
  return values.map((value) => mean.next(value));
};

it('begins with the first value itself', () => {
  expect(smoothed(0.99)[0]).toBeCloseTo(2, 12);
});

it('is the mean of all values so far, weighted by β to the power of their age', () => {
  const expected = values.map((_, last) => {
    const weights = values.slice(0, last + 1).map((_value, index) => 0.9 ** (last - index));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.reduce((sum, weight, index) => sum + weight * (values[index] ?? 0), 0) / total;
  });
  smoothed(0.9).forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 12));
});

it('leaves the values as they are when β is 0', () => {
  expect(smoothed(0)).toEqual(values);
});

it('has no mean where a value is not a number, and goes on after it', () => {
  const mean = new DebiasedMean(0.5);
  expect([1, NaN, Infinity, 1].map((value) => mean.next(value))).toEqual([1, NaN, NaN, 1]);
});
