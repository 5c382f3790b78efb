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

function partsOf(impression: Impression): Float64Array {
  const sums = new Float64Array(partsLength);
  for (let i = 0; i < length; i++) sums[partOf[i]] += impression[i];
  return sums;
}

/** Parts that are looked at first. They lie close together, so that those of all slices stay in the processor's cache. */
const first = 4;

/** Impressions to be looked through from the first to the last. */
class Album {
  private readonly heads: Float32Array;
  private readonly parts: (Float64Array | undefined)[];
  /** The parts in which slices differ most come first: they rule out most pairs. */
  private readonly order: number[];

  constructor(private readonly impressions: readonly (Impression | undefined)[]) {
    const parts = impressions.map((one) => one && partsOf(one));
    const known = parts.filter((one) => one !== undefined);
    const spreads = Array.from({ length: partsLength }, (_, part) => {
      const mean = known.reduce((sum, one) => sum + one[part], 0) / known.length;
      return known.reduce((sum, one) => sum + (one[part] - mean) ** 2, 0);
    });
    this.order = spreads.map((_, part) => part).sort((a, b) => spreads[b] - spreads[a]);
    this.parts = parts.map((one) => one && this.ordered(one));
    this.heads = new Float32Array(impressions.length * first).fill(Infinity);
    this.parts.forEach((one, position) => one && this.heads.set(one.subarray(0, first), position * first));
  }

  private ordered(parts: Float64Array): Float64Array {
    return Float64Array.from(this.order, (part) => parts[part]);
  }

  /** The first near copy of an impression as it is; where there is none, the first one of it mirrored. */
  find(impression: Impression): Copy | undefined {
    const turned = [impression, ...mirrored(impression)].map((one) => ({
      impression: one,
      parts: this.ordered(partsOf(one)),
    }));
    const own = Float64Array.from(turned.flatMap(({ parts }) => [...parts.subarray(0, first)]));
    const { heads } = this;
    let mirror: number | undefined;
    // Billions of times: plain numbers, and nothing else to look up.
    for (let position = 0, at = 0; at < heads.length; position++, at += first) {
      const [h0, h1, h2, h3] = [heads[at], heads[at + 1], heads[at + 2], heads[at + 3]];
      for (let way = 0, i = 0; i < own.length; way++, i += first) {
        const a = own[i] - h0;
        const b = own[i + 1] - h1;
        let sum = a * a + b * b;
        if (sum > partsLimit) continue;
        const c = own[i + 2] - h2;
        const d = own[i + 3] - h3;
        sum += c * c + d * d;
        if (sum > partsLimit) continue;
        if (!this.isCopy(turned[way], position)) continue;
        if (way === 0) return { position, isMirrored: false };
        mirror ??= position;
      }
    }
    return mirror === undefined ? undefined : { position: mirror, isMirrored: true };
  }

  private isCopy({ impression, parts }: { impression: Impression; parts: Float64Array }, position: number) {
    const [other, otherParts] = [this.impressions[position], this.parts[position]];
    if (!other || !otherParts) return false;
    let sum = 0;
    for (let i = 0; i < partsLength; i++) sum += (parts[i] - otherParts[i]) ** 2;
    return sum <= partsLimit && squaredDistance(impression, other, limit) <= limit;
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
    found.push(impression && album.find(impression));
  }
  onProgress?.(impressions.length);
  return found;
}
