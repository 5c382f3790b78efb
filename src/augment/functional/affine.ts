import { t } from '../../words';
import type { Picture, Size } from '../picture';
import { sampleLines, type SourceLine } from './lines';
import { sampleGrid, type SamplingOptions, type SourceRow } from './sampling';

const { fround } = Math;

/** [a, b, c, d, e, f]: an output position (x, y) comes from (a x + b y + c, d x + e y + f), both from the centre. */
type Matrix = readonly [number, number, number, number, number, number];

export interface RotateOptions extends SamplingOptions {
  /** Make the picture as large as the rotated one needs. Default: false. */
  expand?: boolean | undefined;
  /** [x, y] in pixels from the top left corner. Default: the picture's centre. */
  center?: readonly [number, number] | undefined;
}

/**
 * Rotates counter-clockwise.
 * @param angle in degrees
 */
export function rotate(image: Picture, angle: number, options: RotateOptions = {}): Picture {
  const { expand = false, center } = options;
  const motion = { angle: -angle, translate: [0, 0], scale: 1, shear: [0, 0] } as const;
  const matrix = inverseMatrix(motion, fromCentre(center, image));
  return resample(image, matrix, expand ? expandedSize(matrix, image) : image, options);
}

export interface AffineOptions extends SamplingOptions {
  /** [x, y] in pixels from the top left corner. Default: the picture's centre. */
  center?: readonly [number, number] | undefined;
}

/**
 * Rotates (clockwise), shears, scales, then translates, all around the centre, in one resampling.
 * @param angle in degrees
 * @param translate [right, down] in pixels
 * @param scale over 0; 2 is twice as large
 * @param shear [x, y] in degrees, or x alone
 * @throws RangeError when `scale` is not positive.
 */
export function affine(
  image: Picture,
  angle: number,
  translate: readonly [number, number],
  scale: number,
  shear: number | readonly [number, number],
  options: AffineOptions = {},
): Picture {
  if (!(scale > 0)) throw new RangeError(t('{0} must be positive, not {1}.', 'affine: scale', String(scale)));
  const motion = {
    angle,
    translate,
    scale,
    shear: typeof shear === 'number' ? ([shear, 0] as const) : shear,
  };
  return resample(image, inverseMatrix(motion, fromCentre(options.center, image)), image, options);
}

interface Motion {
  angle: number;
  translate: readonly [number, number];
  scale: number;
  shear: readonly [number, number];
}

function fromCentre(
  center: readonly [number, number] | undefined,
  { height, width }: Size,
): [number, number] {
  return center ? [center[0] - width * 0.5, center[1] - height * 0.5] : [0, 0];
}

/** The inverse of: to the origin, shear, rotate, scale, back from the origin, translate. */
function inverseMatrix(
  { angle, translate, scale, shear }: Motion,
  center: readonly [number, number],
): Matrix {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const turn = radians(angle);
  const [shearX, shearY] = shear.map(radians);
  const a = Math.cos(turn - shearY) / Math.cos(shearY);
  const b = (-Math.cos(turn - shearY) * Math.tan(shearX)) / Math.cos(shearY) - Math.sin(turn);
  const c = Math.sin(turn - shearY) / Math.cos(shearY);
  const d = (-Math.sin(turn - shearY) * Math.tan(shearX)) / Math.cos(shearY) + Math.cos(turn);
  const [x, y] = [-center[0] - translate[0], -center[1] - translate[1]];
  const [m0, m1, m3, m4] = [d / scale, -b / scale, -c / scale, a / scale];
  return [m0, m1, m0 * x + m1 * y + center[0], m3, m4, m3 * x + m4 * y + center[1]];
}

/** Size of a picture that holds every corner of the rotated one. */
function expandedSize([a, b, c, d, e, f]: Matrix, { height, width }: Size): Size {
  const corners = [-0.5, 0.5].flatMap((x) => [-0.5, 0.5].map((y) => [x * width, y * height] as const));
  const extent = (values: number[], side: number) => {
    // Cut off after four decimals, so that a rounding error does not add a pixel.
    const cut = (value: number) => Math.trunc(fround(fround(value + side * 0.5) / fround(1e-4))) * 1e-4;
    return Math.ceil(fround(cut(Math.max(...values)))) - Math.floor(fround(cut(Math.min(...values))));
  };
  return {
    width: extent(
      corners.map(([x, y]) => fround(a * x + b * y + c)),
      width,
    ),
    height: extent(
      corners.map(([x, y]) => fround(d * x + e * y + f)),
      height,
    ),
  };
}

function resample(image: Picture, matrix: Matrix, size: Size, options: SamplingOptions): Picture {
  return options.interpolation === 'bilinear'
    ? sampleLines(image, size, sourceLine(matrix, image, size), options.fill)
    : sampleGrid(image, size, nearestRow(matrix, image, size), options);
}

function sourceLine([a, b, c, d, e, f]: Matrix, { height, width }: Size, size: Size) {
  const left = 0.5 - size.width * 0.5;
  const top = 0.5 - size.height * 0.5;
  return (row: number): SourceLine => ({
    x: a * left + b * (top + row) + c + (width - 1) * 0.5,
    y: d * left + e * (top + row) + f + (height - 1) * 0.5,
    stepX: a,
    stepY: d,
  });
}

/**
 * Computed as torchvision does, in single precision and in the coordinates of grid_sample (-1 to 1): with nearest
 * interpolation, rounding decides which pixel is taken.
 */
function nearestRow(matrix: Matrix, { height, width }: Size, size: Size): SourceRow {
  const [a, b, c] = matrix.slice(0, 3).map((value) => fround(fround(value) / fround(0.5 * width)));
  const [d, e, f] = matrix.slice(3).map((value) => fround(fround(value) / fround(0.5 * height)));
  const firstX = 0.5 - size.width * 0.5;
  const firstY = 0.5 - size.height * 0.5;
  return (row, xs, ys) => {
    const y = firstY + row;
    const [rowX, rowY] = [fround(y * b), fround(y * e)];
    for (let column = 0; column < xs.length; column++) {
      const x = firstX + column;
      const gridX = fround(fround(fround(x * a) + rowX) + c);
      const gridY = fround(fround(fround(x * d) + rowY) + f);
      xs[column] = fround(fround(gridX + 1) * (0.5 * width)) - 0.5;
      ys[column] = fround(fround(gridY + 1) * (0.5 * height)) - 0.5;
    }
  };
}
