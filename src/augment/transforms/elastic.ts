import { t } from '../../words';
import { deform, elasticTransform, gaussianBlur, resize } from '../functional';
import { crop } from '../functional/crop';
import type { SamplingPadding } from '../functional/deform';
import type { GridInterpolation } from '../functional/sampling';
import type { Picture, Size } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { motion } from './affine';
import type { ProbOptions } from './ct';
import { choice, fill, interpolation, orderedRange, probability } from './parameters';

export interface ElasticTransformOptions {
  /** Strength of the displacement: one number, or [x, y]. Default: 50. */
  alpha?: number | readonly [number, number];
  /** Smoothness of the displacement in pixels: one number, or [x, y]. Default: 5. */
  sigma?: number | readonly [number, number];
  /** Default: `'bilinear'`. */
  interpolation?: GridInterpolation;
  /** Value where the picture does not reach. Default: 0. */
  fill?: number;
}

/** Bends the picture by a smooth random displacement of every pixel. */
export class ElasticTransform extends ListedTransform<Required<ElasticTransformOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'ElasticTransform',
    origin: 'torchvision',
    kind: 'geometric',
    needs: 'any',
    random: true,
    summary: () => t('Bends the picture by a smooth random displacement of every pixel.'),
    parameters: [
      {
        name: 'alpha',
        type: 'numbers',
        summary: () => t('Strength of the displacement.'),
        default: 50,
        min: 0,
        max: 500,
        step: 5,
        unit: 'factor',
      },
      {
        name: 'sigma',
        type: 'numbers',
        summary: () => t('Smoothness of the displacement.'),
        default: 5,
        min: 0.5,
        max: 20,
        step: 0.5,
        unit: 'pixels',
      },
      interpolation('bilinear'),
      { ...fill, type: 'number' },
    ],
  };

  constructor(options?: ElasticTransformOptions) {
    super(ElasticTransform.spec, options);
  }

  protected override draw(image: Picture, random: Random): Operation {
    const { height, width } = image;
    const [alphas, sigmas] = [this.parameters.alpha, this.parameters.sigma].map((value) =>
      typeof value === 'number' ? [value, value] : value,
    );
    const displacement = new Float32Array(height * width * 2);
    for (const axis of [0, 1]) {
      const data = new Float32Array(height * width);
      for (let i = 0; i < data.length; i++) data[i] = random.uniform(-1, 1);
      // Both axes are blurred with both sigmas, and x is divided by the height: so does torchvision.
      const raw: Picture = { data, height, width, channels: 1 };
      const size = Math.trunc(8 * sigmas[axis] + 1) | 1;
      const smooth = sigmas[axis] > 0 ? gaussianBlur(raw, size, [sigmas[0], sigmas[1]]) : raw;
      const scale = alphas[axis] / (axis === 0 ? height : width);
      for (let i = 0; i < data.length; i++) displacement[2 * i + axis] = smooth.data[i] * scale;
    }
    return motion(this.parameters, (picture, how) => elasticTransform(picture, displacement, how));
  }
}

export interface Rand2DElasticOptions extends ProbOptions {
  /** Pixels between the points that are moved, [down, right]. */
  spacing: readonly [number, number];
  /** The standard deviation of how far points are moved, in pixels, is drawn from [low, high]. */
  magnitudeRange: readonly [number, number];
  /** Rotates by an angle of [-r, r] radians. Default: 0. */
  rotateRange?: number;
  /** Shears by factors of [-s, s], [down, right]. Default: [0, 0]. */
  shearRange?: readonly [number, number];
  /** Shifts by [-t, t] pixels, [down, right]. Default: [0, 0]. */
  translateRange?: readonly [number, number];
  /** Scales the positions by 1 + [-s, s], [down, right]. Default: [0, 0]. */
  scaleRange?: readonly [number, number];
  /** Default: `'bilinear'`. */
  mode?: GridInterpolation;
  /** What lies outside of the picture. Default: `'reflection'`. */
  paddingMode?: SamplingPadding;
}

/** Bends the picture between points of a grid that are moved at random. */
export class Rand2DElastic extends ListedTransform<Required<Rand2DElasticOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'Rand2DElastic',
    origin: 'MONAI',
    kind: 'geometric',
    needs: 'any',
    random: true,
    summary: () => t('Bends the picture between points of a grid that are moved at random.'),
    parameters: [
      {
        name: 'spacing',
        type: 'pair',
        summary: () => t('Pixels between the points that are moved, down and right.'),
        required: true,
        initial: [32, 32],
        min: 4,
        max: 128,
        step: 1,
        unit: 'pixels',
      },
      {
        name: 'magnitudeRange',
        type: 'range',
        summary: () => t('Standard deviation of how far points are moved.'),
        required: true,
        initial: [2, 6],
        min: 0,
        max: 40,
        step: 0.5,
        unit: 'pixels',
      },
      probability('prob', 0.1),
      {
        name: 'rotateRange',
        type: 'number',
        summary: () => t('Largest rotation in radians.'),
        default: 0,
        min: 0,
        max: 3.14,
        step: 0.01,
      },
      {
        name: 'shearRange',
        type: 'pair',
        summary: () => t('Largest factors of shear, down and right.'),
        default: [0, 0],
        min: 0,
        max: 1,
        step: 0.01,
        unit: 'factor',
      },
      {
        name: 'translateRange',
        type: 'pair',
        summary: () => t('Largest shifts, down and right.'),
        default: [0, 0],
        min: 0,
        max: 64,
        step: 1,
        unit: 'pixels',
      },
      {
        name: 'scaleRange',
        type: 'pair',
        summary: () => t('Largest change of the scale, down and right.'),
        default: [0, 0],
        min: 0,
        max: 0.9,
        step: 0.05,
        unit: 'factor',
      },
      { ...interpolation('bilinear'), name: 'mode' },
      choice(
        'paddingMode',
        () => t('What lies outside: black, the last pixel, or the mirror image.'),
        'reflection',
        ['zeros', 'border', 'reflection'],
      ),
    ],
  };

  constructor(options: Rand2DElasticOptions) {
    super(Rand2DElastic.spec, options);
    const { spacing, magnitudeRange } = this.parameters;
    if (!spacing.every((pixels) => Number.isInteger(pixels) && pixels > 0))
      throw new RangeError(
        t('Rand2DElastic: spacing must be positive whole numbers, not [{0}].', spacing.join(', ')),
      );
    if (orderedRange('Rand2DElastic: magnitudeRange', magnitudeRange)[0] < 0)
      throw new RangeError(
        t('Rand2DElastic: magnitudeRange must not be negative: [{0}].', magnitudeRange.join(', ')),
      );
  }

  protected override draw(image: Picture, random: Random): Operation | undefined {
    const { prob, magnitudeRange, mode, paddingMode } = this.parameters;
    if (!random.chance(prob)) return undefined;
    const magnitude = random.uniform(...magnitudeRange);
    const [dy, dx] = ([0, 1] as const).map((axis) => this.displacement(image, axis, magnitude, random));
    const deformation = { dx, dy, matrix: this.matrix(random) };
    const how = { padding: paddingMode };
    return {
      image: (picture) => deform(picture, deformation, { ...how, interpolation: mode }),
      mask: (mask) => deform(mask, deformation, { ...how, interpolation: 'nearest' }),
    };
  }

  /**
   * How far every pixel is moved, [height, width]. As in MONAI, the places of the moved points are interpolated. So
   * even where nothing moves, pixels between two points lie a little off their place.
   * @param axis 0: down, 1: right
   */
  private displacement(
    { height, width }: Size,
    axis: 0 | 1,
    magnitude: number,
    random: Random,
  ): Float32Array {
    const [spaceY, spaceX] = this.parameters.spacing;
    const [rows, columns] = [pointsOver(height, spaceY), pointsOver(width, spaceX)];
    const grid = { height: rows, width: columns };
    const spacing = this.parameters.spacing[axis];
    const data = random
      .normals(rows * columns)
      .map((offset, index) => fromCentre(grid, axis, index) * spacing + magnitude * offset);
    const points: Picture = { ...grid, data, channels: 1 };
    const dense = resize(points, [rows * spaceY, columns * spaceX], {
      interpolation: 'bicubic',
      antialias: false,
    });
    const [top, left] = [(dense.height >> 1) - (height >> 1), (dense.width >> 1) - (width >> 1)];
    const places = crop(dense, top, left, height, width).data as Float32Array;
    return places.map((place, index) => place - fromCentre({ height, width }, axis, index));
  }

  private matrix(random: Random): readonly [number, number, number, number, number, number] {
    const { rotateRange, shearRange, translateRange, scaleRange } = this.parameters;
    const within = (range: number) => random.uniform(-range, range);
    const turn = within(rotateRange);
    const [shearY, shearX] = shearRange.map(within);
    const [moveY, moveX] = translateRange.map(within);
    const [scaleY, scaleX] = scaleRange.map((range) => 1 + within(range));
    const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
    // In the order of rows and columns, as MONAI has it: rotation times shear, times the shift, times the scale.
    const [yy, yx] = [cos - sin * shearX, cos * shearY - sin];
    const [xy, xx] = [sin + cos * shearX, sin * shearY + cos];
    return [
      xx * scaleX,
      xy * scaleY,
      xy * moveY + xx * moveX,
      yx * scaleX,
      yy * scaleY,
      yy * moveY + yx * moveX,
    ];
  }
}

/** How far down (axis 0) or right (1) from the centre a place of a grid lies, in its own steps. */
function fromCentre({ height, width }: Size, axis: 0 | 1, index: number): number {
  return axis === 0 ? Math.floor(index / width) - (height - 1) / 2 : (index % width) - (width - 1) / 2;
}

/** Points of a grid that reaches beyond a side at both ends, as MONAI lays it. */
function pointsOver(side: number, spacing: number): number {
  const half = (side - 1) / (2 * spacing);
  return side % 2 === 0 ? Math.ceil(half + 0.5) * 2 + 2 : Math.ceil(half) * 2 + 3;
}
