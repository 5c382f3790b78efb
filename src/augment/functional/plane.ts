import { t } from '../../words';
import { floatsOf, type Picture } from '../picture';

/** One number for all channels, or one for each. */
export type Fill = number | readonly number[];

/** A channel of a picture. */
export interface Plane {
  data: Float32Array;
  /** Where it begins in `data`. */
  start: number;
  height: number;
  width: number;
  /** What stands outside of it. */
  fill: number | undefined;
}

/** @throws RangeError when `fill` has neither one number nor one for each channel. */
export function planesOf(image: Picture, fill: Fill | undefined): Plane[] {
  const { height, width, channels } = image;
  const fills = fillsOf(fill, channels);
  const data = floatsOf(image);
  return Array.from({ length: channels }, (_, channel) => ({
    data,
    start: channel * height * width,
    height,
    width,
    fill: fills?.[channel],
  }));
}

function fillsOf(fill: Fill | undefined, channels: number): readonly number[] | undefined {
  if (fill === undefined) return undefined;
  if (typeof fill === 'number') return new Array<number>(channels).fill(fill);
  if (fill.length === channels) return fill;
  if (fill.length === 1) return new Array<number>(channels).fill(fill[0]);
  throw new RangeError(t('fill has {0} numbers, but the picture has {1} channels.', fill.length, channels));
}

/** A pixel that lies between four of the plane's: x in [0, width - 1), y in [0, height - 1). */
export function innerPixel({ data, start, width }: Plane, x: number, y: number): number {
  const left = x | 0;
  const top = y | 0;
  const at = (start + Math.imul(top, width) + left) | 0;
  const below = (at + width) | 0;
  const right = x - left;
  const upperLeft = data[at];
  const lowerLeft = data[below];
  const upper = upperLeft + right * (data[at + 1] - upperLeft);
  const lower = lowerLeft + right * (data[below + 1] - lowerLeft);
  return upper + (y - top) * (lower - upper);
}

/** Any other pixel: of its four neighbours some or all lie outside. */
export function outerPixel(plane: Plane, x: number, y: number): number {
  return x > -1 && y > -1 && x < plane.width && y < plane.height ? edgePixel(plane, x, y) : (plane.fill ?? 0);
}

/** A pixel of whose four neighbours some may lie outside. */
function edgePixel({ data, start, height, width, fill }: Plane, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  let value = 0;
  let inside = 0;
  for (let row = top; row <= top + 1; row++)
    for (let column = left; column <= left + 1; column++) {
      if (row < 0 || column < 0 || row >= height || column >= width) continue;
      const weight = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row));
      value += weight * data[start + row * width + column];
      inside += weight;
    }
  // torchvision samples a mask of ones beside the picture, and multiplies what is already weighted by it once more.
  return fill === undefined ? value : value * inside + (1 - inside) * fill;
}
