import { roundHalfToEven, withFloats, type Picture, type Size } from '../picture';
import { innerPixel, outerPixel, planesOf, type Fill, type Plane } from './plane';

export type GridInterpolation = 'nearest' | 'bilinear';

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
  const planes = planesOf(image, fill);
  const { height, width } = size;
  const result = new Float32Array(planes.length * height * width);
  const xs = new Float32Array(width);
  const ys = new Float32Array(width);
  const sampleRow = interpolation === 'nearest' ? nearestRow : bilinearRow;
  for (let y = 0; y < height; y++) {
    sourceRow(y, xs, ys);
    for (const [channel, plane] of planes.entries())
      sampleRow(plane, xs, ys, result, (channel * height + y) * width);
  }
  return withFloats(image, result, size);
}

function nearestRow(
  { data, start, height, width, fill = 0 }: Plane,
  xs: Float32Array,
  ys: Float32Array,
  result: Float32Array,
  offset: number,
): void {
  for (let i = 0; i < xs.length; i++) {
    const x = roundHalfToEven(xs[i]);
    const y = roundHalfToEven(ys[i]);
    const isInside = x >= 0 && y >= 0 && x < width && y < height;
    result[offset + i] = isInside ? data[start + y * width + x] : fill;
  }
}

function bilinearRow(
  from: Plane,
  xs: Float32Array,
  ys: Float32Array,
  result: Float32Array,
  offset: number,
): void {
  const lastX = from.width - 1;
  const lastY = from.height - 1;
  for (let i = 0; i < xs.length; i++) {
    const x = xs[i];
    const y = ys[i];
    const isInside = x >= 0 && y >= 0 && x < lastX && y < lastY;
    result[offset + i] = isInside ? innerPixel(from, x, y) : outerPixel(from, x, y);
  }
}
