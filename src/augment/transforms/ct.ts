import { t } from '../../words';
import {
  addNoise,
  adjustContrastByGamma,
  biasField,
  gibbsNoise,
  scaleIntensity,
  shiftIntensity,
} from '../functional';
import type { Picture } from '../picture';
import type { Random } from '../random';
import type { ParameterSpec, TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { orderedRange, probability, symmetricRange } from './parameters';

/** Intensities of medical pictures, in MONAI's terms. Floats are not cut off. */

export interface ProbOptions {
  /** How often it is applied, 0 (never) to 1 (always). Default: 0.1. */
  prob?: number;
}

const prob = probability('prob', 0.1);
const intensity = { origin: 'MONAI', kind: 'intensity', needs: 'any', random: true } as const;

export interface RandGaussianNoiseOptions extends ProbOptions {
  /** Default: 0. */
  mean?: number;
  /** Largest deviation: the deviation of a picture's noise is drawn from [0, std]. Default: 0.1. */
  std?: number;
}

/** Adds normal noise of random strength. */
export class RandGaussianNoise extends ListedTransform<Required<RandGaussianNoiseOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...intensity,
    name: 'RandGaussianNoise',
    summary: () => t('Adds normal noise; its deviation is drawn from 0 to std.'),
    parameters: [
      prob,
      {
        name: 'mean',
        type: 'number',
        summary: () => t('Mean of the noise.'),
        default: 0,
        min: -0.5,
        max: 0.5,
        step: 0.01,
        unit: 'intensity',
      },
      {
        name: 'std',
        type: 'number',
        summary: () => t('Largest deviation of the noise.'),
        default: 0.1,
        min: 0,
        max: 0.5,
        step: 0.01,
        unit: 'intensity',
      },
    ],
  };

  constructor(options?: RandGaussianNoiseOptions) {
    super(RandGaussianNoise.spec, options);
    if (this.parameters.std < 0)
      throw new RangeError(
        t('{0} must not be negative, but is {1}.', 'RandGaussianNoise: std', String(this.parameters.std)),
      );
  }

  protected override draw(_: Picture, random: Random): Operation | undefined {
    const { prob, mean, std } = this.parameters;
    if (!random.chance(prob)) return undefined;
    const deviation = random.uniform(0, std);
    return { image: (image) => addNoise(image, random, mean, deviation) };
  }
}

export interface RandShiftIntensityOptions extends ProbOptions {
  /** What is added is drawn from [low, high], or from [-d, d]. */
  offsets: number | readonly [number, number];
}

const drawnFrom = (name: string, summary: () => string, rest: Partial<ParameterSpec>): ParameterSpec => ({
  name,
  type: 'range',
  summary,
  required: true,
  initial: 0.1,
  symmetric: { centre: 0 },
  min: -1,
  max: 1,
  step: 0.01,
  ...rest,
});

/** Makes brighter or darker by a random amount. */
export class RandShiftIntensity extends ListedTransform<Required<RandShiftIntensityOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...intensity,
    name: 'RandShiftIntensity',
    summary: () => t('Adds one random number to all values.'),
    parameters: [drawnFrom('offsets', () => t('What is added.'), { unit: 'intensity' }), prob],
  };
  private readonly offsets;

  constructor(options: RandShiftIntensityOptions) {
    super(RandShiftIntensity.spec, options);
    this.offsets = symmetricRange('RandShiftIntensity: offsets', this.parameters.offsets);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    if (!random.chance(this.parameters.prob)) return undefined;
    const offset = random.uniform(...this.offsets);
    return { image: (image) => shiftIntensity(image, offset) };
  }
}

export interface RandScaleIntensityOptions extends ProbOptions {
  /** Values are multiplied by 1 + f; f is drawn from [low, high], or from [-d, d]. */
  factors: number | readonly [number, number];
}

/** Multiplies all values by a random factor. */
export class RandScaleIntensity extends ListedTransform<Required<RandScaleIntensityOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...intensity,
    name: 'RandScaleIntensity',
    summary: () => t('Multiplies all values by 1 + a random number.'),
    parameters: [drawnFrom('factors', () => t('What is added to the factor 1.'), { unit: 'factor' }), prob],
  };
  private readonly factors;

  constructor(options: RandScaleIntensityOptions) {
    super(RandScaleIntensity.spec, options);
    this.factors = symmetricRange('RandScaleIntensity: factors', this.parameters.factors);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    if (!random.chance(this.parameters.prob)) return undefined;
    const factor = random.uniform(...this.factors);
    return { image: (image) => scaleIntensity(image, factor) };
  }
}

export interface RandAdjustContrastOptions extends ProbOptions {
  /** Exponents to draw from: [low, high], or one number over 0.5 for [0.5, gamma]. Default: [0.5, 4.5]. */
  gamma?: number | readonly [number, number];
}

/** Raises the values to a random power, between the picture's own minimum and maximum. */
export class RandAdjustContrast extends ListedTransform<Required<RandAdjustContrastOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...intensity,
    name: 'RandAdjustContrast',
    summary: () => t("Raises the values to a random power, between the picture's own minimum and maximum."),
    parameters: [
      prob,
      {
        name: 'gamma',
        type: 'range',
        summary: () => t('Exponents to draw from; one number stands for 0.5 up to it.'),
        default: [0.5, 4.5],
        min: 0.1,
        max: 5,
        step: 0.1,
        unit: 'factor',
      },
    ],
  };
  private readonly gammas;

  constructor(options?: RandAdjustContrastOptions) {
    super(RandAdjustContrast.spec, options);
    const { gamma } = this.parameters;
    if (typeof gamma === 'number' && gamma <= 0.5)
      throw new RangeError(t('RandAdjustContrast: a single gamma must be over 0.5, not {0}.', String(gamma)));
    this.gammas = orderedRange('RandAdjustContrast: gamma', typeof gamma === 'number' ? [0.5, gamma] : gamma);
    if (this.gammas[0] <= 0)
      throw new RangeError(
        t('{0} must be positive, not {1}.', 'RandAdjustContrast: gamma', String(this.gammas[0])),
      );
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    if (!random.chance(this.parameters.prob)) return undefined;
    const gamma = random.uniform(...this.gammas);
    return { image: (image) => adjustContrastByGamma(image, gamma) };
  }
}

export interface RandBiasFieldOptions extends ProbOptions {
  /** Degree of the polynomial, from 1 on. Default: 3. */
  degree?: number;
  /** Coefficients are drawn from [low, high]. Default: [0, 0.1]. */
  coeffRange?: readonly [number, number];
}

/** Makes the picture unevenly bright, as the coil of an MRI scanner does. It does not happen in CT. */
export class RandBiasField extends ListedTransform<Required<RandBiasFieldOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...intensity,
    name: 'RandBiasField',
    summary: () => t('Makes the picture unevenly bright, as the coil of an MRI scanner does.'),
    parameters: [
      prob,
      {
        name: 'degree',
        type: 'integer',
        summary: () => t('Degree of the polynomial: higher is less smooth.'),
        default: 3,
        min: 1,
        max: 6,
        step: 1,
      },
      {
        name: 'coeffRange',
        type: 'range',
        summary: () => t('Coefficients of the polynomial to draw from.'),
        default: [0, 0.1],
        min: -1,
        max: 1,
        step: 0.05,
        unit: 'factor',
      },
    ],
  };

  constructor(options?: RandBiasFieldOptions) {
    super(RandBiasField.spec, options);
    const { degree, coeffRange } = this.parameters;
    if (degree < 1)
      throw new RangeError(t('RandBiasField: degree must be at least 1, not {0}.', String(degree)));
    orderedRange('RandBiasField: coeffRange', coeffRange);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    const { prob, degree, coeffRange } = this.parameters;
    if (!random.chance(prob)) return undefined;
    const count = ((degree + 1) * (degree + 2)) / 2;
    const coefficients = Array.from({ length: count }, () => random.uniform(...coeffRange));
    return { image: (image) => biasField(image, coefficients) };
  }
}

export interface RandGibbsNoiseOptions extends ProbOptions {
  /** How much of the frequencies is left out, drawn from [low, high] within 0..1. A single number: [0, alpha]. Default: [0, 1]. */
  alpha?: number | readonly [number, number];
}

/** Leaves out high frequencies, so that edges get ripples, as in MRI. It does not happen in CT. */
export class RandGibbsNoise extends ListedTransform<Required<RandGibbsNoiseOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    ...intensity,
    name: 'RandGibbsNoise',
    summary: () => t('Leaves out high frequencies, so that edges get ripples, as in MRI.'),
    parameters: [
      prob,
      {
        name: 'alpha',
        type: 'range',
        summary: () => t('How much of the frequencies is left out, to draw from.'),
        default: [0, 1],
        min: 0,
        max: 1,
        step: 0.05,
        unit: 'factor',
      },
    ],
  };
  private readonly alphas: readonly [number, number];

  constructor(options?: RandGibbsNoiseOptions) {
    super(RandGibbsNoise.spec, options);
    const { alpha } = this.parameters;
    this.alphas = orderedRange('RandGibbsNoise: alpha', typeof alpha === 'number' ? [0, alpha] : alpha);
    if (this.alphas[0] < 0 || this.alphas[1] > 1)
      throw new RangeError(
        t('RandGibbsNoise: alpha must be from 0 to 1, not {0} to {1}.', ...this.alphas.map(String)),
      );
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    if (!random.chance(this.parameters.prob)) return undefined;
    const alpha = random.uniform(...this.alphas);
    return { image: (image) => gibbsNoise(image, alpha) };
  }
}
