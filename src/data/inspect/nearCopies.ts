import { setImmediate as nextTurn } from 'node:timers/promises';
import { imageSide } from '../../course/classes';

/** A slice made small, its brightness and contrast taken away: near copies have nearly the same. */
export type Impression = Int8Array;

/** A near copy of a slice. */
export interface Copy {
  /** Among the slices that it was looked for in. */
  position: number;
  isMirrored: boolean;
}

const side = 32;
const block = imageSide / side;
const length = side * side;
/** Steps of one standard deviation. */
const steps = 24;

/**
 * Root of the mean squared difference, in standard deviations, up to which two slices count as copies: a correlation of 0.99.
 * What it was measured to tell apart is in docs/performance.md.
 */
export const tolerance = 0.15;
const limit = (tolerance * steps) ** 2 * length;

/** Neighbours are much alike: in this order, two slices that differ soon do. */
const placeOf = Int32Array.from({ length }, (_, i) => (i * 389) % length);
const indexOf = new Int32Array(length);
placeOf.forEach((place, index) => (indexOf[place] = index));

/** The impression of a slice; undefined for a constant one, which shows nothing to compare. */
export function impressionOf(pixels: Uint8Array): Impression | undefined {
  const means = new Float64Array(length);
  for (let y = 0, i = 0; y < imageSide; y++) {
    const row = Math.floor(y / block) * side;
    for (let x = 0; x < imageSide; x++, i++) means[row + Math.floor(x / block)] += pixels[i];
  }
  for (let place = 0; place < length; place++) means[place] /= block ** 2;
  const mean = means.reduce((sum, value) => sum + value, 0) / length;
  const deviation = Math.sqrt(means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / length);
  if (deviation < 0.5) return undefined;
  return Int8Array.from(placeOf, (place) => {
    const value = Math.round(((means[place] - mean) / deviation) * steps);
    return Math.min(127, Math.max(-127, value));
  });
}

/** How far two impressions are from each other, as `tolerance` has it. */
export function distance(a: Impression, b: Impression): number {
  return Math.sqrt(squaredDistance(a, b, Infinity) / length) / steps;
}

/** Stops once it is more than `most`. */
function squaredDistance(a: Impression, b: Impression, most: number): number {
  let sum = 0;
  for (let i = 0; i < length && sum <= most; i += 8)
    for (let k = i; k < i + 8; k++) {
      const difference = a[k] - b[k];
      sum += difference * difference;
    }
  return sum;
}

/** Ways in which a picture may have been turned over: where each place of the turned one comes from. */
const mirrors = [
  (row: number, column: number) => row * side + side - 1 - column,
  (row: number, column: number) => (side - 1 - row) * side + column,
  (row: number, column: number) => (side - 1 - row) * side + side - 1 - column,
].map((from) => Int32Array.from(placeOf, (place) => indexOf[from(Math.floor(place / side), place % side)]));

/** The impression of the same slice, left and right or up and down exchanged, or both. */
export const mirrored = (impression: Impression): Impression[] =>
  mirrors.map((from) => Int8Array.from(from, (index) => impression[index]));

/**
 * Sums of 4 x 4 parts of an impression. Two slices differ at least as much as these do (by Cauchy and Schwarz), and to compare them
 * takes a small part of the time: they rule out nearly all pairs, and never a copy.
 */
const parts = 4;
const partsLength = parts * parts;
const partsLimit = (limit * length) / partsLength;
const partOf = Int32Array.from(placeOf, (place) => {
  const part = (at: number) => Math.floor((at * parts) / side);
  return part(Math.floor(place / side)) * parts + part(place % side);
});

function addParts(impression: Impression, sums: Int32Array, at: number): void {
  for (let i = 0; i < length; i++) sums[at + partOf[i]] += impression[i];
}

/** Impressions in one block of memory, to be looked through from its beginning to its end. */
class Album {
  private readonly sums: Int32Array;

  constructor(private readonly impressions: readonly (Impression | undefined)[]) {
    this.sums = new Int32Array(impressions.length * partsLength);
    impressions.forEach((one, position) => one && addParts(one, this.sums, position * partsLength));
  }

  /** The position of the first near copy, or -1. */
  find(impression: Impression): number {
    const { impressions, sums } = this;
    const own = new Int32Array(partsLength);
    addParts(impression, own, 0);
    for (let position = 0, at = 0; position < impressions.length; position++, at += partsLength) {
      let sum = 0;
      for (let i = 0; i < partsLength && sum <= partsLimit; i++) {
        const difference = own[i] - sums[at + i];
        sum += difference * difference;
      }
      if (sum > partsLimit) continue;
      const other = impressions[position];
      if (other && squaredDistance(impression, other, limit) <= limit) return position;
    }
    return -1;
  }
}

/** Rows compared before others get their turn. */
const atOnce = 16;

/**
 * For each impression a near copy of it among `others`, mirrored or not; undefined where there is none.
 * @param onProgress is told how many are done
 */
export async function findCopies(
  impressions: readonly (Impression | undefined)[],
  others: readonly (Impression | undefined)[],
  { signal, onProgress }: { signal?: AbortSignal; onProgress?: (done: number) => void } = {},
): Promise<(Copy | undefined)[]> {
  const album = new Album(others);
  const found: (Copy | undefined)[] = [];
  for (const [index, impression] of impressions.entries()) {
    if (index % atOnce === 0) {
      await nextTurn();
      signal?.throwIfAborted();
      onProgress?.(index);
    }
    found.push(impression && copyIn(album, impression));
  }
  onProgress?.(impressions.length);
  return found;
}

function copyIn(album: Album, impression: Impression): Copy | undefined {
  for (const [way, turned] of [impression, ...mirrored(impression)].entries()) {
    const position = album.find(turned);
    if (position >= 0) return { position, isMirrored: way > 0 };
  }
  return undefined;
}
