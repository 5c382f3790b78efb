import { expect, it } from 'vitest';
import { uniform } from '../../../golden/hash';
import { columnsOf, envelopeOf, unfit } from '../../../../webview/comparison/envelope';
import { scaleOf, ticksOf } from '../../../../webview/comparison/scale';
import { spansOf } from '../../../../webview/comparison/spans';

const many = 10_000;
const positions = Float32Array.from({ length: many }, (_, index) => index + 1);
const values = Float32Array.from({ length: many }, (_, index) => 2 + uniform(1, index));

it.each([
  ['a plain', false],
  ['a logarithmic', true],
])('loses no value on %s axis, and lets none in from outside', (_, logarithmic) => {
  const { starts, count } = columnsOf(positions, scaleOf({ min: 101, max: 9000 }, logarithmic), 50);
  expect(starts[0]).toBe(100);
  expect(starts[count]).toBe(9000);
  expect([...starts]).toEqual([...starts].sort((a, b) => a - b));
});

it.each([700, 20])('finds the lowest and highest value of each of %i columns', (count) => {
  const columns = columnsOf(positions, scaleOf({ min: 1, max: many }, false), count);
  const { low, high } = envelopeOf(values, columns);
  const parts = Array.from({ length: count }, (_, column) =>
    values.slice(columns.starts[column], columns.starts[column + 1]),
  );
  expect([...low]).toEqual(parts.map((part) => Math.min(...part)));
  expect([...high]).toEqual(parts.map((part) => Math.max(...part)));
});

it('lays a column no more than a small part of it aside', () => {
  const count = 20;
  const { starts } = columnsOf(positions, scaleOf({ min: 1, max: many }, false), count);
  const width = (many - 1) / count;
  for (let column = 1; column < count; column++)
    expect(Math.abs((starts[column] ?? 0) - column * width) / width).toBeLessThan(0.02);
});

it('marks what cannot be drawn, and draws the rest', () => {
  const unfitting = Float32Array.of(1, NaN, 0, -2, Infinity, 3);
  const columns = columnsOf(positions.subarray(0, 6), scaleOf({ min: 1, max: 6 }, false), 6);
  const { low, marks } = envelopeOf(unfitting, columns, 0);
  expect([...marks]).toEqual([0, unfit.notFinite, unfit.tooLow, unfit.tooLow, unfit.notFinite, 0]);
  expect([...low]).toEqual([1, NaN, NaN, NaN, NaN, 3]);
});

const axes = { x: scaleOf({ min: 0, max: 10 }, false), y: scaleOf({ min: 0, max: 10 }, false) };

function drawn(points: [x: number, y: number][]) {
  const [xs, ys] = [0, 1].map((of) => Float32Array.from(points, (point) => point[of] ?? 0)) as [
    Float32Array,
    Float32Array,
  ];
  const columns = columnsOf(xs, axes.x, 10);
  return spansOf({ positions: xs, values: ys }, columns, envelopeOf(ys, columns), axes, 10);
}

it('joins points by straight lines, also to those outside of the picture', () => {
  const line = drawn([
    [-5, -5],
    [15, 15],
  ]);
  expect([...line.top]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect([...line.bottom]).toEqual([10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

it('leaves a gap where a value is not a number', () => {
  const { top } = drawn([
    [0, 5],
    [3, 5],
    [5, NaN],
    [7, 5],
    [9, 5],
  ]);
  expect([...top].map((value) => !Number.isNaN(value))).toEqual([1, 1, 1, 1, 0, 0, 0, 1, 1, 1].map(Boolean));
});

it('chooses round values for an axis', () => {
  expect(ticksOf(scaleOf({ min: 0.9, max: 4.2 }, false), 4)).toEqual([1, 2, 3, 4]);
  expect(ticksOf(scaleOf({ min: 0.004, max: 2 }, true), 5)).toEqual([0.01, 0.03, 0.1, 0.3, 1]);
  expect(ticksOf(scaleOf({ min: 0.5, max: 0.8 }, true), 4).length).toBeGreaterThanOrEqual(2);
});
