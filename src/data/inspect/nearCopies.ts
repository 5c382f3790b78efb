import { setImmediate as nextTurn } from 'node:timers/promises';
import { imageSide } from '../../course/classes';

/** A slice made small, its brightness and contrast taken away: near copies have nearly the same. */
export type Impression = Int8Array;

const side = 32;
const block = imageSide / side;
/** Steps of one standard deviation. */
const steps = 24;

/** Root of the mean squared difference, in standard deviations, up to which two slices count as copies: a correlation of 0.99. */
const tolerance = 0.15;
const limit = (tolerance * steps) ** 2 * side * side;

/** The impression of a slice; undefined for a constant one, which shows nothing to compare. */
export function impressionOf(pixels: Uint8Array): Impression | undefined {
  const means = new Float64Array(side * side);
  for (let i = 0; i < pixels.length; i++) {
    const [row, column] = [Math.floor(i / imageSide / block), Math.floor((i % imageSide) / block)];
    means[row * side + column] += pixels[i] / block ** 2;
  }
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / means.length);
  if (deviation < 0.5) return undefined;
  const impression = new Int8Array(means.length);
  // Neighbours are much alike: in this order, two slices that differ soon do.
  for (let i = 0; i < means.length; i++) {
    const value = Math.round(((means[(i * 389) % means.length] - mean) / deviation) * steps);
    impression[i] = Math.min(127, Math.max(-127, value));
  }
  return impression;
}

function areCopies(a: Impression, b: Impression): boolean {
  let sum = 0;
  for (let i = 0; i < a.length; i += 8) {
    for (let k = i; k < i + 8; k++) {
      const difference = a[k] - b[k];
      sum += difference * difference;
    }
    if (sum > limit) return false;
  }
  return true;
}

/** Rows compared before others get their turn. */
const atOnce = 64;

/**
 * For each impression the position of a near copy among `others`, or -1. Undefined ones have none.
 * @param onProgress is told how many are done
 */
export async function findCopies(
  impressions: readonly (Impression | undefined)[],
  others: readonly (Impression | undefined)[],
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
): Promise<Int32Array> {
  const found = new Int32Array(impressions.length).fill(-1);
  for (const [index, impression] of impressions.entries()) {
    if (index % atOnce === 0) {
      await nextTurn();
      signal?.throwIfAborted();
      onProgress?.(index);
    }
    if (impression) found[index] = others.findIndex((other) => other && areCopies(impression, other));
  }
  onProgress?.(impressions.length);
  return found;
}
