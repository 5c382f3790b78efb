import type { Network, Op } from '../network/network';
import type { Joining } from './divergence';
import { isClose, tolerance, type FeatureMap, type Numbers } from './featureMap';

/** How an operation of the model joins two maps, and which one; undefined where none does, or one adds each of them once. */
export function joinedOtherwise(
  one: FeatureMap,
  other: FeatureMap,
  { ops, valuesOf }: Network,
): { op: Op; joining: Joining } | undefined {
  const timesOf = (op: Op) =>
    op.output.size === one.values.length ? timesIn(valuesOf(op.output), one.values, other.values) : undefined;
  for (const op of ops) {
    if (op.output.size !== one.values.length || op.inputs.length < 2) continue;
    const found = [op, ...op.consumers].map((sum) => ({ sum, times: timesOf(sum) }));
    const last = found.findLast(({ times }) => times);
    if (last?.times?.some((count) => Math.abs(count - 1) >= 10 * tolerance))
      return { op: last.sum, joining: { times: last.times } };
    const by = op.kernel === 'Multiply' ? 'product' : op.kernel === 'Maximum' ? 'larger' : undefined;
    if (by && isClose(valuesOf(op.output), joined(one.values, other.values, by)))
      return { op, joining: { by } };
  }
  return undefined;
}

const joined = (one: Numbers, other: Numbers, by: 'product' | 'larger') =>
  Float64Array.from(one, (value, index) =>
    by === 'product' ? value * other[index] : Math.max(value, other[index]),
  );

/** How many times each of two maps is in a sum of both; undefined where it is no such sum, or one that holds only one of them. */
function timesIn(sum: Numbers, one: Numbers, other: Numbers): [number, number] | undefined {
  const step = sum.length > 4000 ? 7 : 1;
  let [a, b, c, d, e] = [0, 0, 0, 0, 0];
  for (let index = 0; index < sum.length; index += step) {
    a += one[index] * one[index];
    b += one[index] * other[index];
    c += other[index] * other[index];
    d += sum[index] * one[index];
    e += sum[index] * other[index];
  }
  const determinant = a * c - b * b;
  if (!(determinant > 1e-9 * a * c)) return undefined;
  const times: [number, number] = [(d * c - e * b) / determinant, (e * a - d * b) / determinant];
  if (times.some((count) => Math.abs(count) < 10 * tolerance)) return undefined;
  let [largest, farthest] = [1e-12, 0];
  for (let index = 0; index < sum.length; index += step) {
    const expected = times[0] * one[index] + times[1] * other[index];
    largest = Math.max(largest, Math.abs(expected));
    farthest = Math.max(farthest, Math.abs(sum[index] - expected));
  }
  return farthest <= 3 * tolerance * largest ? times : undefined;
}
