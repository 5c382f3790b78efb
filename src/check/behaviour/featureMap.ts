/** Feature maps of a batch: [batch, height, width, channels]. A vector is a map of one place. */
export interface FeatureMap {
  shape: readonly [number, number, number, number];
  values: Numbers;
}

/** In single precision, as those of the model: half the memory, and each step begins anew with what the model has computed. */
export type Numbers = Float32Array | Float64Array;

/** How many rows and columns are added before and after a picture. */
export type Padding = readonly [before: number, after: number];

export const sizeOf = ([batch, height, width, channels]: FeatureMap['shape']): number =>
  batch * height * width * channels;

export function relu({ shape, values }: FeatureMap): FeatureMap {
  const rectified = new Float32Array(values.length);
  for (let index = 0; index < values.length; index++)
    rectified[index] = values[index] > 0 ? values[index] : 0;
  return { shape, values: rectified };
}

export function add(one: FeatureMap, other: FeatureMap): FeatureMap {
  const sums = new Float32Array(one.values.length);
  for (let index = 0; index < sums.length; index++) sums[index] = one.values[index] + other.values[index];
  return { shape: one.shape, values: sums };
}

/** One of several equal parts of the channels. */
export function channelPart({ shape, values }: FeatureMap, part: number, parts: number): FeatureMap {
  const [batch, height, width, channels] = shape;
  const count = channels / parts;
  const own = new Float32Array(values.length / parts);
  for (let to = 0, from = part * count; to < own.length; to += count, from += channels)
    for (let channel = 0; channel < count; channel++) own[to + channel] = values[from + channel];
  return { shape: [batch, height, width, count], values: own };
}

/** The channels of several maps with the same places, one map after the other. */
export function concatChannels(maps: readonly FeatureMap[]): FeatureMap {
  const [batch, height, width] = maps[0].shape;
  const channels = maps.reduce((sum, { shape }) => sum + shape[3], 0);
  const values = new Float32Array(batch * height * width * channels);
  let before = 0;
  for (const { shape, values: own } of maps) {
    const count = shape[3];
    for (let from = 0, to = before; from < own.length; from += count, to += channels)
      for (let channel = 0; channel < count; channel++) values[to + channel] = own[from + channel];
    before += count;
  }
  return { shape: [batch, height, width, channels], values };
}

/** One mean for each channel. */
export function globalAverage({ shape, values }: FeatureMap): FeatureMap {
  const [batch, height, width, channels] = shape;
  const means = new Float64Array(batch * channels);
  const places = height * width;
  for (let place = 0, from = 0; place < batch * places; place++) {
    const to = Math.floor(place / places) * channels;
    for (let channel = 0; channel < channels; channel++) means[to + channel] += values[from++] / places;
  }
  return { shape: [batch, 1, 1, channels], values: means };
}

/** The largest value of each window; what is added at the edges never counts. */
export function maxPool(
  { shape, values }: FeatureMap,
  { window, stride, padding: [before, after] }: { window: number; stride: number; padding: Padding },
): FeatureMap {
  const [batch, height, width, channels] = shape;
  const along = (length: number) => Math.floor((length + before + after - window) / stride) + 1;
  const [rows, columns] = [along(height), along(width)];
  const pooled = new Float32Array(batch * rows * columns * channels).fill(-Infinity);
  for (let picture = 0; picture < batch; picture++)
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const to = ((picture * rows + row) * columns + column) * channels;
        const [top, left] = [row * stride - before, column * stride - before];
        for (let y = Math.max(0, top); y < Math.min(height, top + window); y++)
          for (let x = Math.max(0, left); x < Math.min(width, left + window); x++) {
            const from = ((picture * height + y) * width + x) * channels;
            for (let channel = 0; channel < channels; channel++)
              if (values[from + channel] > pooled[to + channel])
                pooled[to + channel] = values[from + channel];
          }
      }
  return { shape: [batch, rows, columns, channels], values: pooled };
}

/** Each channel times a factor, plus a summand. */
export function affine(
  { shape, values }: FeatureMap,
  factors: Float64Array,
  summands: Float64Array,
): FeatureMap {
  const channels = shape[3];
  const results = new Float32Array(values.length);
  for (let index = 0; index < values.length;)
    for (let channel = 0; channel < channels; channel++, index++)
      results[index] = factors[channel] * values[index] + summands[channel];
  return { shape, values: results };
}

/** Padding that keeps a size divided by the stride whole: as TensorFlow shares it out, and the same on both sides. */
export function wholePaddings(length: number, window: number, stride: number): Padding[] {
  const total = Math.max(0, (Math.ceil(length / stride) - 1) * stride + window - length);
  const same: Padding = [Math.floor(total / 2), Math.ceil(total / 2)];
  const half = (window - 1) / 2;
  return same[0] === half && same[1] === half ? [same] : [same, [half, half]];
}

/** Mean and variance of each channel over all places of the batch. */
export function moments({ shape, values }: FeatureMap): {
  mean: Float64Array;
  variance: Float64Array;
  count: number;
} {
  const channels = shape[3];
  const count = values.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let index = 0; index < values.length;)
    for (let channel = 0; channel < channels; channel++) mean[channel] += values[index++] / count;
  for (let index = 0; index < values.length;)
    for (let channel = 0; channel < channels; channel++)
      variance[channel] += (values[index++] - mean[channel]) ** 2 / count;
  return { mean, variance, count };
}

/** Largest distance of two rows of numbers, in parts of the largest of them; infinite where they are not as many. */
export function distance(one: Numbers, other: Numbers): number {
  if (one.length !== other.length) return Infinity;
  let [largest, farthest] = [1e-12, 0];
  for (let index = 0; index < one.length; index++) {
    const difference = Math.abs(one[index] - other[index]);
    if (!(difference <= farthest)) farthest = difference;
    const size = Math.abs(other[index]);
    if (size > largest) largest = size;
  }
  return Number.isNaN(farthest) ? Infinity : farthest / largest;
}

/** Larger distances than rounding in single precision makes. */
export const tolerance = 1e-4;

/** Of rows that are compared with many others, and never changed. */
const largestKnown = new WeakMap<Numbers, number>();

function largestIn(values: Numbers): number {
  const known = largestKnown.get(values);
  if (known !== undefined) return known;
  let largest = 1e-12;
  for (let index = 0; index < values.length; index++) {
    const size = Math.abs(values[index]);
    if (size > largest) largest = size;
  }
  largestKnown.set(values, largest);
  return largest;
}

/** Whether two rows of numbers are the same but for rounding; quick where they are not. */
export function isClose(one: Numbers, other: Numbers): boolean {
  if (one.length !== other.length) return false;
  const limit = tolerance * largestIn(other);
  for (let index = 0; index < one.length; index++)
    if (!(Math.abs(one[index] - other[index]) <= limit)) return false;
  return true;
}
