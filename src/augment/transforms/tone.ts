import { t } from '../../words';
import { autocontrast, equalize, invert, posterize, solarize } from '../functional';
import type { Picture } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import type { ProbabilityOptions } from './flips';
import { probability } from './parameters';

const tone = (name: string, summary: () => string, rest: Partial<TransformSpec>): TransformSpec => ({
  name,
  origin: 'torchvision',
  kind: 'intensity',
  needs: 'any',
  random: true,
  summary,
  ...rest,
  parameters: [...(rest.parameters ?? []), probability('p', 0.5)],
});

/** Makes black white and white black with a probability. */
export class RandomInvert extends ListedTransform<Required<ProbabilityOptions>> {
  /** @internal */
  static readonly spec = tone('RandomInvert', () => t('Makes black white and white black.'), {});

  constructor(options?: ProbabilityOptions) {
    super(RandomInvert.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    return random.chance(this.parameters.p) ? { image: invert } : undefined;
  }
}

/** Stretches each channel from black to white with a probability. */
export class RandomAutocontrast extends ListedTransform<Required<ProbabilityOptions>> {
  /** @internal */
  static readonly spec = tone('RandomAutocontrast', () => t('Stretches each channel from black to white.'), {
    normalizes: 'range',
  });

  constructor(options?: ProbabilityOptions) {
    super(RandomAutocontrast.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    return random.chance(this.parameters.p) ? { image: autocontrast } : undefined;
  }
}

/** Spreads the values of each channel evenly with a probability; for bytes. */
export class RandomEqualize extends ListedTransform<Required<ProbabilityOptions>> {
  /** @internal */
  static readonly spec = tone('RandomEqualize', () => t('Spreads the values of each channel evenly.'), {
    needs: 'uint8',
    normalizes: 'distribution',
  });

  constructor(options?: ProbabilityOptions) {
    super(RandomEqualize.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    return random.chance(this.parameters.p) ? { image: equalize } : undefined;
  }
}

export interface RandomPosterizeOptions extends ProbabilityOptions {
  /** Bits of each value to keep, 0 to 8. */
  bits: number;
}

/** Keeps the highest bits of each value with a probability; for bytes. */
export class RandomPosterize extends ListedTransform<Required<RandomPosterizeOptions>> {
  /** @internal */
  static readonly spec = tone('RandomPosterize', () => t('Keeps the highest bits of each value.'), {
    needs: 'uint8',
    parameters: [
      {
        name: 'bits',
        type: 'integer',
        summary: () => t('Bits of each value to keep.'),
        required: true,
        initial: 4,
        min: 0,
        max: 8,
        step: 1,
        unit: 'bits',
      },
    ],
  });

  constructor(options: RandomPosterizeOptions) {
    super(RandomPosterize.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    const { p, bits } = this.parameters;
    return random.chance(p) ? { image: (image) => posterize(image, bits) } : undefined;
  }
}

export interface RandomSolarizeOptions extends ProbabilityOptions {
  /** Values from here on are inverted: 0..1 for floats, 0..255 for bytes. */
  threshold: number;
}

/** Inverts the bright values with a probability. */
export class RandomSolarize extends ListedTransform<Required<RandomSolarizeOptions>> {
  /** @internal */
  static readonly spec = tone('RandomSolarize', () => t('Inverts the bright values.'), {
    parameters: [
      {
        name: 'threshold',
        type: 'number',
        summary: () => t('Values from here on are inverted.'),
        required: true,
        initial: 0.5,
        min: 0,
        max: 1,
        step: 0.05,
        unit: 'intensity',
      },
    ],
  });

  constructor(options: RandomSolarizeOptions) {
    super(RandomSolarize.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    const { p, threshold } = this.parameters;
    return random.chance(p) ? { image: (image) => solarize(image, threshold) } : undefined;
  }
}
