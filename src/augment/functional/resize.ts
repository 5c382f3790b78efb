import { t } from '../../words';
import { floatsOf, kindOf, withFloats, type Picture } from '../picture';
import { crop } from './crop';

const { fround } = Math;

/** `area` is the mean of the pixels that fall into one, as MONAI zooms. */
export type ResizeInterpolation = 'nearest' | 'bilinear' | 'bicubic' | 'area';

export interface ResizeOptions {
  /** Default: `'bilinear'`. */
  interpolation?: ResizeInterpolation | undefined;
  /** Where one number is the size: the longer side becomes at most this long. */
  maxSize?: number | undefined;
  /** Blend all pixels that fall into one when the picture gets smaller; for bilinear and bicubic. Default: true. */
  antialias?: boolean | undefined;
}

/**
 * Resizes a picture.
 * @param size [height, width], or one number for the shorter side
 * @throws RangeError for a size that is none, or a `maxSize` not above the shorter side.
 */
export function resize(
  image: Picture,
  size: number | readonly number[],
  options: ResizeOptions = {},
): Picture {
  const { interpolation = 'bilinear', maxSize, antialias = true } = options;
  const [height, width] = resizedSize(image, size, maxSize);
  if (height === image.height && width === image.width) return image;
  const weights = (from: number, to: number) => weightsFor(interpolation, antialias, from, to);
  const wide = resizeRows(floatsOf(image), image.width, weights(image.width, width));
  const result = resizeColumns(wide, image.height, width, weights(image.height, height));
  const isNearest = interpolation === 'nearest' && kindOf(image) === 'uint8';
  if (isNearest) return { ...image, data: Uint8Array.from(result), height, width };
  return withFloats(image, result, { height, width });
}

/** Crops, then resizes. */
export function resizedCrop(
  image: Picture,
  top: number,
  left: number,
  height: number,
  width: number,
  size: number | readonly number[],
  options: Omit<ResizeOptions, 'maxSize'> = {},
): Picture {
  return resize(crop(image, top, left, height, width), size, options);
}

function resizedSize(
  { height, width }: Picture,
  size: number | readonly number[],
  maxSize: number | undefined,
): [height: number, width: number] {
  const sides = typeof size === 'number' ? [size] : size;
  if (sides.length < 1 || sides.length > 2 || !sides.every((side) => Number.isInteger(side) && side > 0))
    throw new RangeError(
      t(
        '{0}: the size must be a positive whole number or [height, width], not {1}.',
        'resize',
        sides.join(' x '),
      ),
    );
  if (sides.length === 2) {
    if (maxSize !== undefined)
      throw new RangeError(t('resize: maxSize goes with one number as the size, not with two.'));
    return [sides[0], sides[1]];
  }
  let [short] = sides;
  let long = Math.trunc((short * Math.max(height, width)) / Math.min(height, width));
  if (maxSize !== undefined) {
    if (maxSize <= short)
      throw new RangeError(
        t('resize: maxSize must be more than the size, {0}, not {1}.', String(short), String(maxSize)),
      );
    if (long > maxSize) [short, long] = [Math.trunc((maxSize * short) / long), maxSize];
  }
  return width <= height ? [long, short] : [short, long];
}

/** For each output pixel of a side: the first input pixel it is made of, and the weights from there on. */
interface Weights {
  first: Int32Array;
  /** Weights of one pixel after the other, `taps` each. */
  values: Float32Array;
  taps: number;
}

function weightsFor(mode: ResizeInterpolation, antialias: boolean, from: number, to: number): Weights {
  const scale = fround(from / to);
  if (mode === 'nearest')
    return gather(to, 1, (i) => [Math.min(Math.floor(fround(i * scale)), from - 1), [1]]);
  if (mode === 'area') {
    return gather(to, Math.ceil(from / to) + 1, (i) => {
      const first = Math.floor((i * from) / to);
      const count = Math.ceil(((i + 1) * from) / to) - first;
      return [first, new Array<number>(count).fill(1 / count)];
    });
  }
  const kernel = mode === 'bilinear' ? triangle : cubic(antialias ? -0.5 : -0.75);
  const reach = mode === 'bilinear' ? 1 : 2;
  return antialias
    ? antialiased(kernel, reach, scale, from, to)
    : interpolated(kernel, reach, scale, from, to);
}

function gather(
  to: number,
  taps: number,
  weightsFor: (index: number) => readonly [first: number, weights: readonly number[]],
): Weights {
  const first = new Int32Array(to);
  const values = new Float32Array(to * taps);
  for (let i = 0; i < to; i++) {
    const [start, weights] = weightsFor(i);
    first[i] = start;
    values.set(weights, i * taps);
  }
  return { first, values, taps };
}

type Kernel = (distance: number) => number;

const triangle: Kernel = (distance) => Math.max(0, 1 - Math.abs(distance));

/** Keys' cubic convolution. */
function cubic(a: number): Kernel {
  return (distance) => {
    const x = Math.abs(distance);
    if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  };
}

/** The kernel is as wide as an output pixel. */
function antialiased(kernel: Kernel, reach: number, scale: number, from: number, to: number): Weights {
  const width = Math.max(scale, 1);
  const support = reach * width;
  return gather(to, Math.ceil(support) * 2 + 1, (i) => {
    const centre = scale * (i + 0.5);
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), from);
    const weights = Array.from({ length: end - first }, (_, j) => kernel((j + first - centre + 0.5) / width));
    const sum = weights.reduce((a, b) => a + b, 0);
    return [first, weights.map((weight) => weight / sum)];
  });
}

/** The kernel reaches over the nearest input pixels; beyond the edge it meets the last one again. */
function interpolated(kernel: Kernel, reach: number, scale: number, from: number, to: number): Weights {
  return gather(to, 2 * reach, (i) => {
    const position = scale * (i + 0.5) - 0.5;
    const at = reach === 1 ? Math.max(position, 0) : position;
    const left = Math.floor(at) - reach + 1;
    const first = Math.max(0, Math.min(left, from - 1));
    const weights: number[] = new Array<number>(2 * reach).fill(0);
    for (let j = 0; j < 2 * reach; j++) {
      const index = Math.max(0, Math.min(left + j, from - 1));
      weights[index - first] += kernel(left + j - at);
    }
    return [first, weights];
  });
}

function resizeRows(
  values: Float32Array,
  width: number,
  { first, values: weights, taps }: Weights,
): Float32Array {
  const to = first.length;
  const rows = values.length / width;
  const result = new Float32Array(rows * to);
  for (let row = 0; row < rows; row++)
    for (let x = 0; x < to; x++) {
      let sum = 0;
      const count = Math.min(taps, width - first[x]);
      for (let k = 0; k < count; k++) sum += weights[x * taps + k] * values[row * width + first[x] + k];
      result[row * to + x] = sum;
    }
  return result;
}

function resizeColumns(
  values: Float32Array,
  height: number,
  width: number,
  { first, values: weights, taps }: Weights,
): Float32Array {
  const to = first.length;
  const planes = values.length / (height * width);
  const result = new Float32Array(planes * to * width);
  for (let plane = 0; plane < planes; plane++)
    for (let y = 0; y < to; y++) {
      const target = (plane * to + y) * width;
      const count = Math.min(taps, height - first[y]);
      for (let k = 0; k < count; k++) {
        const weight = weights[y * taps + k];
        const source = (plane * height + first[y] + k) * width;
        for (let x = 0; x < width; x++) result[target + x] += weight * values[source + x];
      }
    }
  return result;
}
