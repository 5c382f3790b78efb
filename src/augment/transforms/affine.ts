import { t } from '../../words';
import { affine, rotate } from '../functional';
import type { Fill } from '../functional/plane';
import type { GridInterpolation, SamplingOptions } from '../functional/sampling';
import { roundHalfToEven, type Picture } from '../picture';
import type { Random } from '../random';
import type { ParameterSpec, TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { center, fill, interpolation, orderedRange, symmetricRange, type Filled } from './parameters';

interface ResamplingOptions {
  /** Default: `'nearest'`. */
  interpolation?: GridInterpolation;
  /** Value where the picture does not reach: one number, or one for each channel. Default: 0. */
  fill?: Fill;
  /** Point to turn around, [x, y] in pixels from the top left corner. Default: the picture's centre. */
  center?: readonly [number, number];
}

/** The same motion for the picture, as its parameters say, and for the mask, whose labels must not be blended. */
export function motion(
  how: SamplingOptions,
  move: (picture: Picture, how: SamplingOptions) => Picture,
): Operation {
  return {
    image: (image) => move(image, how),
    mask: (mask) => move(mask, { interpolation: 'nearest', fill: 0 }),
  };
}

export interface RandomRotationOptions extends ResamplingOptions {
  /** Angles to draw from, in degrees: [low, high], or d for [-d, d]. Counter-clockwise. */
  degrees: number | readonly [number, number];
  /** Make the picture as large as the rotated one needs. Default: false. */
  expand?: boolean;
}

const degrees: ParameterSpec = {
  name: 'degrees',
  type: 'range',
  summary: () => t('Angles to draw from.'),
  required: true,
  initial: 10,
  symmetric: { centre: 0 },
  min: -180,
  max: 180,
  step: 1,
  unit: 'degrees',
};

/** Rotates by a random angle. */
export class RandomRotation extends ListedTransform<
  Filled<RandomRotationOptions, 'interpolation' | 'expand' | 'fill'>
> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'RandomRotation',
    origin: 'torchvision',
    kind: 'geometric',
    needs: 'any',
    random: true,
    summary: () => t('Rotates by a random angle, counter-clockwise where it is positive.'),
    parameters: [
      degrees,
      interpolation('nearest'),
      {
        name: 'expand',
        type: 'boolean',
        summary: () => t('Make the picture as large as the rotated one needs.'),
        default: false,
      },
      center,
      fill,
    ],
    resizes: true,
  };
  private readonly degrees;

  constructor(options: RandomRotationOptions) {
    super(RandomRotation.spec, options);
    this.degrees = symmetricRange('RandomRotation: degrees', this.parameters.degrees);
  }

  protected override draw(_image: Picture, random: Random): Operation {
    const angle = random.uniform(...this.degrees);
    const { expand, center } = this.parameters;
    return motion(this.parameters, (picture, how) => rotate(picture, angle, { ...how, expand, center }));
  }
}

export interface RandomAffineOptions extends ResamplingOptions {
  /** Angles to draw from, in degrees: [low, high], or d for [-d, d]. Clockwise. */
  degrees: number | readonly [number, number];
  /** Largest shift as a share of width and of height, 0 to 1 each. Default: none. */
  translate?: readonly [number, number];
  /** Scales to draw from, [low, high]; 2 is twice as large. Default: 1. */
  scale?: readonly [number, number];
  /** Angles of shear to draw from, in degrees: d for [-d, d] along x, [low, high] along x, or [low x, high x, low y, high y]. Default: none. */
  shear?: number | readonly [number, number] | readonly [number, number, number, number];
}

/** Rotates, shifts, scales and shears at random, in one resampling. */
export class RandomAffine extends ListedTransform<Filled<RandomAffineOptions, 'interpolation' | 'fill'>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'RandomAffine',
    origin: 'torchvision',
    kind: 'geometric',
    needs: 'any',
    random: true,
    summary: () =>
      t('Rotates (clockwise where positive), shifts, scales and shears at random, in one resampling.'),
    parameters: [
      degrees,
      {
        name: 'translate',
        type: 'pair',
        summary: () => t('Largest shift as a share of width and of height.'),
        initial: [0.1, 0.1],
        min: 0,
        max: 1,
        step: 0.01,
        unit: 'share',
      },
      {
        name: 'scale',
        type: 'range',
        summary: () => t('Scales to draw from; 2 is twice as large.'),
        initial: [0.9, 1.1],
        min: 0.1,
        max: 3,
        step: 0.05,
        unit: 'factor',
      },
      {
        name: 'shear',
        type: 'range',
        summary: () => t('Angles of shear along x to draw from; four numbers add those along y.'),
        initial: 5,
        symmetric: { centre: 0 },
        min: -60,
        max: 60,
        step: 1,
        unit: 'degrees',
      },
      interpolation('nearest'),
      fill,
      center,
    ],
  };
  private readonly degrees;
  private readonly shears;

  constructor(options: RandomAffineOptions) {
    super(RandomAffine.spec, options);
    const { degrees, translate, scale, shear = 0 } = this.parameters;
    this.degrees = symmetricRange('RandomAffine: degrees', degrees);
    if (translate?.some((share) => share < 0 || share > 1))
      throw new RangeError(
        t('{0} must be between 0 and 1, not {1}.', 'RandomAffine: translate', `[${translate.join(', ')}]`),
      );
    if (scale?.some((factor) => factor <= 0))
      throw new RangeError(
        t('{0} must be positive, not {1}.', 'RandomAffine: scale', `[${scale.join(', ')}]`),
      );
    if (scale) orderedRange('RandomAffine: scale', scale);
    this.shears =
      typeof shear !== 'number' && shear.length === 4
        ? [
            orderedRange('RandomAffine: shear', shear.slice(0, 2)),
            orderedRange('RandomAffine: shear', shear.slice(2)),
          ]
        : [symmetricRange('RandomAffine: shear', shear)];
  }

  protected override draw({ height, width }: Picture, random: Random): Operation {
    const { translate, scale, center } = this.parameters;
    const angle = random.uniform(...this.degrees);
    const shift = (share: number, side: number) =>
      roundHalfToEven(random.uniform(-share * side, share * side));
    const shifts = translate
      ? ([shift(translate[0], width), shift(translate[1], height)] as const)
      : ([0, 0] as const);
    const factor = scale ? random.uniform(...scale) : 1;
    const [shearX, shearY = 0] = this.shears.map((range) => random.uniform(...range));
    return motion(this.parameters, (picture, how) =>
      affine(picture, angle, shifts, factor, [shearX, shearY], { ...how, center }),
    );
  }
}
