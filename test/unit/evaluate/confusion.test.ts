import { expect, it } from 'vitest';
import { confusionMatrix } from '../../../src/evaluate/confusion';

it('counts each true class predicted as each class', () => {
  expect(confusionMatrix([0, 0, 1], [0, 1, 1], 2)).toEqual([
    [1, 1],
    [0, 1],
  ]);
});

it.each([1e9, 0, -1, 1.5, NaN, Infinity])('refuses a matrix of %s classes', (classes) => {
  expect(() => confusionMatrix([0], [0], classes)).toThrow(/whole number from 1 to/);
});

it.each([
  ['above', 3],
  ['below', -1],
  ['between', 0.5],
  ['no number', NaN],
])('refuses a label or prediction that is no class: %s', (_what, value) => {
  expect(() => confusionMatrix([0, value], [0, 1], 3)).toThrow(/at place 1, is no class/);
  expect(() => confusionMatrix([0, 1], [0, value], 3)).toThrow(/at place 1, is no class/);
});
