import { expect, it } from 'vitest';
import { neutralNumbers } from '../../../src/review/neutralNames';

const ids = Array.from({ length: 200 }, (_, place) => `student-${place}`);

it('gives each submission a number of its own', () => {
  expect(new Set(neutralNumbers(ids).values()).size).toBe(200);
  const many = Array.from({ length: 5000 }, (_, place) => `s${place}`);
  expect(new Set(neutralNumbers(many).values()).size).toBe(5000);
});

it('gives the same numbers in whatever order they come', () => {
  expect(neutralNumbers([...ids].reverse())).toEqual(new Map([...neutralNumbers(ids)]));
});

it('leaves almost all numbers as they were when one more is handed in', () => {
  const before = neutralNumbers(ids);
  const after = neutralNumbers([...ids, 'late']);
  expect(ids.filter((id) => before.get(id) !== after.get(id)).length).toBeLessThan(5);
});

it('does not number in the order of the names', () => {
  const numbers = [...ids].sort().map((id) => neutralNumbers(ids).get(id) ?? 0);
  const rises = numbers.filter((one, place) => one > (numbers[place - 1] ?? Infinity)).length;
  expect(rises).toBeGreaterThan(60);
  expect(rises).toBeLessThan(140);
});
