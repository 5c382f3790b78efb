import { t } from '../../words';
import { adjustSharpness, gaussianBlur } from '../functional';
import type { Picture } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { fixedRange, probability } from './parameters';

export interface GaussianBlurOptions {
  /** Odd size of the kernel in pixels: one number, or [x, y]. */
  kernelSize: number | readonly [number, number];
  /** Deviations to draw from, in pixels: [low, high], or one number. Default: [0.1, 2]. */
  sigma?: number | readonly [number, number];
}

/** Blurs with a Gaussian of random width. */
export class GaussianBlur extends ListedTransform<Required<GaussianBlurOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'GaussianBlur',
    origin: 'torchvision',
    kind: 'intensity',
    needs: 'any',
    random: true,
    summary: () => t('Blurs with a Gaussian of random width.'),
    parameters: [
      {
        name: 'kernelSize',
        type: 'size',
        summary: () => t('Size of the kernel; odd.'),
        required: true,
        initial: 5,
        min: 1,
        max: 31,
        step: 2,
        unit: 'pixels',
      },
      {
        name: 'sigma',
        type: 'range',
        summary: () => t('Deviations of the Gaussian to draw from.'),
        default: [0.1, 2],
        min: 0.1,
        max: 10,
        step: 0.1,
        unit: 'pixels',
      },
    ],
  };
  private readonly sigmas;

  constructor(options: GaussianBlurOptions) {
    super(GaussianBlur.spec, options);
    const { kernelSize, sigma } = this.parameters;
    const sizes = typeof kernelSize === 'number' ? [kernelSize] : kernelSize;
    if (sizes.some((size) => size <= 0 || size % 2 === 0))
      throw new RangeError(
        t('{0} must be odd and positive, not {1}.', 'GaussianBlur: kernelSize', sizes.join(' x ')),
      );
    this.sigmas = fixedRange('GaussianBlur: sigma', sigma);
    if (this.sigmas[0] <= 0)
      throw new RangeError(
        t('{0} must be positive, not {1}.', 'GaussianBlur: sigma', String(this.sigmas[0])),
      );
  }

  protected override draw(_image: Picture, random: Random): Operation {
    const sigma = random.uniform(...this.sigmas);
    return { image: (image) => gaussianBlur(image, this.parameters.kernelSize, sigma) };
  }
}

export interface RandomAdjustSharpnessOptions {
  /** 0 is smooth, 1 the picture itself, 2 sharper. */
  sharpnessFactor: number;
  /** How often it is applied, 0 (never) to 1 (always). Default: 0.5. */
  p?: number;
}

/** Makes sharper or smoother with a probability. */
export class RandomAdjustSharpness extends ListedTransform<Required<RandomAdjustSharpnessOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'RandomAdjustSharpness',
    origin: 'torchvision',
    kind: 'intensity',
    needs: 'any',
    random: true,
    summary: () => t('Makes sharper or smoother.'),
    parameters: [
      {
        name: 'sharpnessFactor',
        type: 'number',
        summary: () => t('0 is smooth, 1 changes nothing, 2 is sharper.'),
        required: true,
        initial: 2,
        min: 0,
        max: 5,
        step: 0.1,
        unit: 'factor',
      },
      probability('p', 0.5),
    ],
    clamps: true,
  };

  constructor(options: RandomAdjustSharpnessOptions) {
    super(RandomAdjustSharpness.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    const { p, sharpnessFactor } = this.parameters;
    return random.chance(p) ? { image: (image) => adjustSharpness(image, sharpnessFactor) } : undefined;
  }
}
