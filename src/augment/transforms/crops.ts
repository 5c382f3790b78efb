import { t } from '../../words';
import { centerCrop, crop, fiveCrop, pad, resize, resizedCrop, tenCrop } from '../functional';
import type { CropSize } from '../functional/crop';
import { sizeOf } from '../functional/crop';
import { sidesOf, type Padding, type PaddingMode } from '../functional/pad';
import type { ResizeInterpolation } from '../functional/resize';
import { checkPicture, roundHalfToEven, type Picture, type Size } from '../picture';
import type { Random } from '../random';
import type { ParameterSpec, TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import {
  antialias,
  both,
  fill,
  flag,
  interpolation,
  orderedRange,
  paddingMode,
  size,
  type Filled,
} from './parameters';

const geometric = { origin: 'torchvision', kind: 'geometric', needs: 'any', resizes: true } as const;
const resizing = interpolation('bilinear', ['nearest', 'bilinear', 'bicubic']);

export interface ResizeTransformOptions {
  /** [height, width], or one number for the shorter side. */
  size: number | readonly [number, number];
  /** Default: `'bilinear'`. */
  interpolation?: Exclude<ResizeInterpolation, 'area'>;
  /** Where `size` is one number: the longer side becomes at most this long. */
  maxSize?: number;
  /** Blend all pixels that fall into one when the picture gets smaller. Default: true. */
  antialias?: boolean;
}

/** Resizes. */
export class Resize extends ListedTransform<Filled<ResizeTransformOptions, 'interpolation' | 'antialias'>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...geometric,
    name: 'Resize',
    random: false,
    summary: () => t('Resizes.'),
    parameters: [
      size(() => t('Height and width; one number is the shorter side.')),
      resizing,
      {
        name: 'maxSize',
        type: 'integer',
        summary: () => t('With one number as the size: the longer side becomes at most this long.'),
        min: 1,
        max: 1024,
        step: 1,
        unit: 'pixels',
      },
      antialias,
    ],
  };

  constructor(options: ResizeTransformOptions) {
    super(Resize.spec, options);
    if (typeof this.parameters.size !== 'number') sizeOf('Resize', this.parameters.size);
  }

  protected override draw(): Operation {
    const { size, maxSize, ...how } = this.parameters;
    return {
      image: (image) => resize(image, size, { ...how, maxSize }),
      mask: (mask) => resize(mask, size, { maxSize, interpolation: 'nearest' }),
    };
  }
}

export interface SizeOptions {
  /** [height, width], or one number for both. */
  size: CropSize;
}

/** Cuts out the middle; a smaller picture is padded with 0. */
export class CenterCrop extends ListedTransform<SizeOptions> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...geometric,
    name: 'CenterCrop',
    random: false,
    summary: () => t('Cuts out the middle; a smaller picture is padded with 0.'),
    parameters: [size(() => t('Height and width of what is cut out.'))],
  };

  constructor(options: SizeOptions) {
    super(CenterCrop.spec, options);
    sizeOf('CenterCrop', this.parameters.size);
  }

  protected override draw(): Operation {
    return both((picture) => centerCrop(picture, this.parameters.size));
  }
}

export interface PadOptions {
  /** Pixels for all sides, [left and right, top and bottom], or [left, top, right, bottom]. */
  padding: Padding;
  /** Value of the new pixels, for `'constant'`. Default: 0. */
  fill?: number;
  /** `'edge'` repeats the last pixel, `'reflect'` mirrors without it, `'symmetric'` with it. Default: `'constant'`. */
  paddingMode?: PaddingMode;
}

const padding: ParameterSpec = {
  name: 'padding',
  type: 'padding',
  summary: () => t('Pixels to add.'),
  min: 0,
  max: 128,
  step: 1,
  unit: 'pixels',
};
const padFill: ParameterSpec = {
  ...fill,
  type: 'number',
  summary: () => t('Value of the pixels that are added.'),
};

/** Adds pixels around the picture. */
export class Pad extends ListedTransform<Required<PadOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...geometric,
    name: 'Pad',
    random: false,
    summary: () => t('Adds pixels around the picture.'),
    parameters: [{ ...padding, required: true, initial: 16 }, padFill, paddingMode],
  };

  constructor(options: PadOptions) {
    super(Pad.spec, options);
    sidesOf(this.parameters.padding);
  }

  protected override draw(): Operation {
    const { padding, fill, paddingMode } = this.parameters;
    return {
      image: (image) => pad(image, padding, fill, paddingMode),
      mask: (mask) => pad(mask, padding, 0, paddingMode),
    };
  }
}

export interface RandomCropOptions extends SizeOptions {
  /** Pixels to add before: for all sides, [left and right, top and bottom], or [left, top, right, bottom]. Default: none. */
  padding?: Padding;
  /** Add what a picture that is too small lacks, on both sides. Default: false. */
  padIfNeeded?: boolean;
  /** Value of pixels that are added, for `'constant'`. Default: 0. */
  fill?: number;
  /** `'edge'` repeats the last pixel, `'reflect'` mirrors without it, `'symmetric'` with it. Default: `'constant'`. */
  paddingMode?: PaddingMode;
}

/** Cuts out a random place. */
export class RandomCrop extends ListedTransform<
  Filled<RandomCropOptions, 'padIfNeeded' | 'fill' | 'paddingMode'>
> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...geometric,
    name: 'RandomCrop',
    random: true,
    summary: () => t('Cuts out a random place.'),
    parameters: [
      size(() => t('Height and width of what is cut out.')),
      { ...padding, initial: 16 },
      flag('padIfNeeded', () => t('Add what a picture that is too small lacks, on both sides.'), false),
      padFill,
      paddingMode,
    ],
  };
  private readonly size;

  constructor(options: RandomCropOptions) {
    super(RandomCrop.spec, options);
    this.size = sizeOf('RandomCrop', this.parameters.size);
    if (this.parameters.padding !== undefined) sidesOf(this.parameters.padding);
  }

  protected override draw(image: Picture, random: Random): Operation {
    const [height, width] = this.size;
    const { padding = 0, padIfNeeded, paddingMode } = this.parameters;
    const sides = sidesOf(padding);
    const [left, top, right, bottom] = sides;
    const padded = { height: image.height + top + bottom, width: image.width + left + right };
    const missing = {
      height: padIfNeeded ? Math.max(0, height - padded.height) : 0,
      width: padIfNeeded ? Math.max(0, width - padded.width) : 0,
    };
    const [freeY, freeX] = [
      padded.height + 2 * missing.height - height,
      padded.width + 2 * missing.width - width,
    ];
    if (freeY < 0 || freeX < 0)
      throw new RangeError(
        t(
          '{0}: {1} x {2} pixels are more than the picture has, {3} x {4}.',
          'RandomCrop',
          height,
          width,
          padded.height,
          padded.width,
        ),
      );
    const [y, x] = [random.integer(0, freeY), random.integer(0, freeX)];
    const cut = (picture: Picture, value: number) => {
      const steps = [sides, [missing.width, 0], [0, missing.height]].filter((step) => step.some(Boolean));
      const large = steps.reduce((result, step) => pad(result, step, value, paddingMode), picture);
      return crop(large, y, x, height, width);
    };
    return { image: (image) => cut(image, this.parameters.fill), mask: (mask) => cut(mask, 0) };
  }
}

export interface RandomResizedCropOptions extends SizeOptions {
  /** Share of the picture's area to cut out, [low, high]. Default: [0.08, 1]. */
  scale?: readonly [number, number];
  /** Width over height of what is cut out, [low, high]. Default: [3 / 4, 4 / 3]. */
  ratio?: readonly [number, number];
  /** Default: `'bilinear'`. */
  interpolation?: Exclude<ResizeInterpolation, 'area'>;
  /** Blend all pixels that fall into one when the picture gets smaller. Default: true. */
  antialias?: boolean;
}

/** Cuts out a place of random size and ratio, and resizes it. */
export class RandomResizedCrop extends ListedTransform<Required<RandomResizedCropOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...geometric,
    name: 'RandomResizedCrop',
    random: true,
    summary: () => t('Cuts out a place of random size and ratio, and resizes it.'),
    parameters: [
      size(() => t('Height and width of the result.')),
      {
        name: 'scale',
        type: 'range',
        summary: () => t("Share of the picture's area to cut out."),
        default: [0.08, 1],
        min: 0.01,
        max: 1,
        step: 0.01,
        unit: 'share',
      },
      {
        name: 'ratio',
        type: 'range',
        summary: () => t('Width over height of what is cut out.'),
        default: [3 / 4, 4 / 3],
        min: 0.25,
        max: 4,
        step: 0.05,
        unit: 'factor',
      },
      resizing,
      antialias,
    ],
  };
  private readonly size;

  constructor(options: RandomResizedCropOptions) {
    super(RandomResizedCrop.spec, options);
    const { size, scale, ratio } = this.parameters;
    this.size = sizeOf('RandomResizedCrop', size);
    if (orderedRange('RandomResizedCrop: scale', scale)[0] < 0)
      throw new RangeError(
        t('{0} must not be negative, but is {1}.', 'RandomResizedCrop: scale', `[${scale.join(', ')}]`),
      );
    if (orderedRange('RandomResizedCrop: ratio', ratio)[0] <= 0)
      throw new RangeError(
        t('{0} must be positive, not {1}.', 'RandomResizedCrop: ratio', `[${ratio.join(', ')}]`),
      );
  }

  protected override draw(image: Picture, random: Random): Operation {
    const { top, left, height, width } = this.place(image, random);
    const { interpolation, antialias } = this.parameters;
    const cut = (how: { interpolation: ResizeInterpolation; antialias?: boolean }) => (picture: Picture) =>
      resizedCrop(picture, top, left, height, width, this.size, how);
    return { image: cut({ interpolation, antialias }), mask: cut({ interpolation: 'nearest' }) };
  }

  private place({ height, width }: Size, random: Random): Size & { top: number; left: number } {
    const { scale, ratio } = this.parameters;
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * random.uniform(...scale);
      const aspect = logUniform(random, ratio);
      const wide = roundHalfToEven(Math.sqrt(area * aspect));
      const high = roundHalfToEven(Math.sqrt(area / aspect));
      if (wide > 0 && wide <= width && high > 0 && high <= height)
        return {
          top: random.integer(0, height - high),
          left: random.integer(0, width - wide),
          height: high,
          width: wide,
        };
    }
    const [low, high] = ratio;
    const aspect = width / height;
    const part =
      aspect < low
        ? { width, height: roundHalfToEven(width / low) }
        : aspect > high
          ? { height, width: roundHalfToEven(height * high) }
          : { height, width };
    return { top: (height - part.height) >> 1, left: (width - part.width) >> 1, ...part };
  }
}

/** Uniform on a logarithmic scale: 1/2 and 2 are equally likely. */
export function logUniform(random: Random, [low, high]: readonly [number, number]): number {
  return Math.exp(random.uniform(Math.log(low), Math.log(high)));
}

const crops = { ...geometric, kind: 'crops', random: false } as const;

/** Makes five pictures of one: the corners and the middle. No part of a pipeline, which makes one picture of one. */
export class FiveCrop {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...crops,
    name: 'FiveCrop',
    summary: () => t('Makes five pictures of one: the corners and the middle.'),
    parameters: [size(() => t('Height and width of each crop.'))],
  };
  private readonly size;

  constructor({ size }: SizeOptions) {
    this.size = sizeOf('FiveCrop', size);
  }

  /** Top left, top right, bottom left, bottom right, centre. */
  apply(image: Picture): Picture[] {
    checkPicture(image, 'FiveCrop');
    return fiveCrop(image, this.size);
  }
}

export interface TenCropOptions extends SizeOptions {
  /** Mirror top and bottom instead of left and right. Default: false. */
  verticalFlip?: boolean;
}

/** Makes ten pictures of one: FiveCrop's, and those of the mirror image. No part of a pipeline. */
export class TenCrop {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...crops,
    name: 'TenCrop',
    summary: () => t("Makes ten pictures of one: FiveCrop's, and those of the mirror image."),
    parameters: [
      size(() => t('Height and width of each crop.')),
      flag('verticalFlip', () => t('Mirror top and bottom instead of left and right.'), false),
    ],
  };
  private readonly size;
  private readonly verticalFlip: boolean;

  constructor({ size, verticalFlip = false }: TenCropOptions) {
    this.size = sizeOf('TenCrop', size);
    this.verticalFlip = verticalFlip;
  }

  /** The five crops of the picture, then the five of its mirror image. */
  apply(image: Picture): Picture[] {
    checkPicture(image, 'TenCrop');
    return tenCrop(image, this.size, this.verticalFlip);
  }
}
