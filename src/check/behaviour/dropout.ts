import type { Op } from '../network/network';
import { isClose, type FeatureMap, type Numbers } from './featureMap';

/** What is random between two maps in training mode. */
export interface Randomness {
  kind: 'dropout' | 'noise';
  /** The share of the numbers that became zero. */
  share: number;
  /** What all others were multiplied by; of noise the mean factor. */
  factor: number;
  /** Before which it happens: the first layer, another one, the addition of a shortcut, or nothing more. */
  place: 'input' | 'layer' | 'sum' | 'output';
  /** What it happens before, in words. */
  before: string;
  op: Op | undefined;
}

export type Drawn = Pick<Randomness, 'kind' | 'share' | 'factor'>;

/** What makes `other` of `map` at random, if anything does: units set to zero, or noise; nothing where they have nothing in common. */
export function randomnessBetween(map: FeatureMap, other: FeatureMap): 'none' | Drawn | undefined {
  if (isClose(other.values, map.values)) return 'none';
  let size = 0;
  for (const value of map.values) size = Math.max(size, Math.abs(value));
  let [dropped, counted, sum, squares] = [0, 0, 0, 0];
  for (let index = 0; index < map.values.length; index++) {
    const value = map.values[index];
    if (Math.abs(value) < 1e-3 * size) continue;
    counted++;
    const ratio = other.values[index] / value;
    if (Math.abs(ratio) < 1e-6) dropped++;
    else {
      sum += ratio;
      squares += ratio * ratio;
    }
  }
  const kept = counted - dropped;
  if (counted === 0 || kept === 0) return undefined;
  const factor = sum / kept;
  const deviation = Math.sqrt(Math.max(0, squares / kept - factor ** 2));
  if (deviation <= 1e-3 * Math.abs(factor) && dropped > 0 && factor > 0)
    return { kind: 'dropout', share: dropped / counted, factor };
  return correlation(map.values, other.values) > 0.5
    ? { kind: 'noise', share: dropped / counted, factor }
    : undefined;
}

function correlation(one: Numbers, other: Numbers): number {
  const mean = (values: Numbers) => {
    let sum = 0;
    for (const value of values) sum += value;
    return sum / values.length;
  };
  const [first, second] = [mean(one), mean(other)];
  let [product, squares, others] = [0, 0, 0];
  for (let index = 0; index < one.length; index++) {
    const [a, b] = [one[index] - first, other[index] - second];
    product += a * b;
    squares += a * a;
    others += b * b;
  }
  return product / Math.max(1e-12, Math.sqrt(squares * others));
}
