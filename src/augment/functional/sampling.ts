import { floatsOf, roundHalfToEven, withFloats, type Picture, type Size } from '../picture';

export type GridInterpolation = 'nearest' | 'bilinear';
/** One number for all channels, or one for each. */
export type Fill = number | readonly number[];

/** Writes where the pixels of an output row come from: positions in the input, where 0 is the centre of the first pixel. */
export type SourceRow = (y: number, xs: Float32Array, ys: Float32Array) => void;

export interface SamplingOptions {
  /** Default: `'nearest'`. */
  interpolation?: GridInterpolation | undefined;
  /** What stands outside of the input. Left out: 0, with nothing blended at the edges. */
  fill?: Fill | undefined;
}

/**
 * Resamples a picture: grid_sample with zero padding and align_corners=False, then torchvision's fill, which with
 * bilinear interpolation blends by the share of the pixel that lies inside.
 * @throws RangeError when `fill` has neither one number nor one for each channel.
 */
export function sampleGrid(
  image: Picture,
  size: Size,
  sourceRow: SourceRow,
  { interpolation = 'nearest', fill }: SamplingOptions,
): Picture {
  const { channels } = image;
  const fills = fillsOf(fill, channels);
  const { height, width } = size;
  const data = floatsOf(image);
  const result = new Float32Array(channels * height * width);
  const xs = new Float32Array(width);
  const ys = new Float32Array(width);
  const sampleRow = interpolation === 'nearest' ? nearestRow : bilinearRow;
  for (let y = 0; y < height; y++) {
    sourceRow(y, xs, ys);
    for (let channel = 0; channel < channels; channel++) {
      const plane = channel * image.height * image.width;
      const from = { data, plane, height: image.height, width: image.width, fill: fills?.[channel] };
      sampleRow(from, xs, ys, result, (channel * height + y) * width);
    }
  }
  return withFloats(image, result, size);
}

function fillsOf(fill: Fill | undefined, channels: number): readonly number[] | undefined {
  if (fill === undefined) return undefined;
  if (typeof fill === 'number') return new Array<number>(channels).fill(fill);
  if (fill.length === channels) return fill;
  if (fill.length === 1) return new Array<number>(channels).fill(fill[0]);
  throw new RangeError(`fill has ${fill.length} numbers, but the picture has ${channels} channels.`);
}

interface Plane {
  data: Float32Array;
  /** Where the channel begins in `data`. */
  plane: number;
  height: number;
  width: number;
  fill: number | undefined;
}

function nearestRow(
  { data, plane, height, width, fill = 0 }: Plane,
  xs: Float32Array,
  ys: Float32Array,
  result: Float32Array,
  offset: number,
): void {
  for (let i = 0; i < xs.length; i++) {
    const x = roundHalfToEven(xs[i]);
    const y = roundHalfToEven(ys[i]);
    const isInside = x >= 0 && y >= 0 && x < width && y < height;
    result[offset + i] = isInside ? data[plane + y * width + x] : fill;
  }
}

function bilinearRow(
  from: Plane,
  xs: Float32Array,
  ys: Float32Array,
  result: Float32Array,
  offset: number,
): void {
  const { data, plane, height, width, fill } = from;
  const lastX = width - 1;
  const lastY = height - 1;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i];
    const y = ys[i];
    if (x >= 0 && y >= 0 && x < lastX && y < lastY) {
      const left = x | 0;
      const top = y | 0;
      const at = plane + top * width + left;
      const right = x - left;
      const upper = data[at] + right * (data[at + 1] - data[at]);
      const lower = data[at + width] + right * (data[at + width + 1] - data[at + width]);
      result[offset + i] = upper + (y - top) * (lower - upper);
    } else if (x > -1 && y > -1 && x < width && y < height) {
      result[offset + i] = edgePixel(from, x, y);
    } else {
      result[offset + i] = fill ?? 0;
    }
  }
}

/** A pixel of whose four neighbours some may lie outside. */
function edgePixel({ data, plane, height, width, fill }: Plane, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  let value = 0;
  let inside = 0;
  for (let row = top; row <= top + 1; row++)
    for (let column = left; column <= left + 1; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      value += weight * data[plane + row * width + column];
      inside += weight;
    }
  // torchvision samples a mask of ones beside the picture, and multiplies what is already weighted by it once more.
  return fill === undefined ? value : value * inside + (1 - inside) * fill;
}
