import type { Op } from '../network/network';
import { isClose, type FeatureMap, type Numbers } from './featureMap';

/** What is random between two maps in training mode. */
export interface Randomness {
  kind: 'dropout' | 'noise';
  /** The share of the numbers that became zero. */
  share: number;
  /** What all others were multiplied by; of noise the mean factor. */
  factor: number;
  /** Before which it happens: the first layer, another one, a mean over all places, the addition of a shortcut, or nothing more. */
  place: 'input' | 'layer' | 'average' | 'sum' | 'output';
  /** The part of the reference that it lies in. */
  part: string;
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
  const step = stepFor(map.values.length);
  for (let index = 0; index < map.values.length; index += step) {
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

/** So many numbers tell what is random. */
const tried = 20_000;

/** A prime, so that all channels are tried. */
const stepFor = (count: number) => (count <= tried ? 1 : count <= 17 * tried ? 17 : 211);

function correlation(one: Numbers, other: Numbers): number {
  const step = stepFor(one.length);
  let [count, first, second, product, squares, others] = [0, 0, 0, 0, 0, 0];
  for (let index = 0; index < one.length; index += step) {
    const [a, b] = [one[index], other[index]];
    count++;
    first += a;
    second += b;
    product += a * b;
    squares += a * a;
    others += b * b;
  }
  const covariance = product - (first * second) / count;
  const spread = (squares - first ** 2 / count) * (others - second ** 2 / count);
  return covariance / Math.max(1e-12, Math.sqrt(Math.max(0, spread)));
}
