import { t } from '../../words';
import { adjustBrightness, adjustContrast, adjustHue, adjustSaturation, rgbToGrayscale } from '../functional';
import type { Picture } from '../picture';
import type { Random } from '../random';
import type { ParameterSpec, TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { orderedRange, probability } from './parameters';

export interface ColorJitterOptions {
  /** Factors of brightness to draw from: [low, high], or d for [max(0, 1 - d), 1 + d]. Default: 0. */
  brightness?: number | readonly [number, number];
  /** Factors of contrast to draw from: [low, high], or d for [max(0, 1 - d), 1 + d]. Default: 0. */
  contrast?: number | readonly [number, number];
  /** Factors of saturation to draw from: [low, high], or d for [max(0, 1 - d), 1 + d]. Default: 0. */
  saturation?: number | readonly [number, number];
  /** Turns of the hue to draw from: [low, high] within [-0.5, 0.5], or d for [-d, d]. Default: 0. */
  hue?: number | readonly [number, number];
}

const factors = (name: string, summary: () => string): ParameterSpec => ({
  name,
  type: 'range',
  summary,
  default: 0,
  symmetric: { centre: 1 },
  min: 0,
  max: 3,
  step: 0.05,
  unit: 'factor',
});

const adjustments = [
  ['brightness', adjustBrightness],
  ['contrast', adjustContrast],
  ['saturation', adjustSaturation],
  ['hue', adjustHue],
] as const;

/** Changes brightness, contrast, saturation and hue at random, in random order. */
export class ColorJitter extends ListedTransform<Required<ColorJitterOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'ColorJitter',
    origin: 'torchvision',
    kind: 'intensity',
    needs: 'any',
    random: true,
    summary: () => t('Changes brightness, contrast, saturation and hue at random, in random order.'),
    parameters: [
      factors('brightness', () => t('Factors of brightness to draw from: 0 is black, 1 changes nothing.')),
      factors('contrast', () => t('Factors of contrast to draw from: 0 is one grey, 1 changes nothing.')),
      factors('saturation', () => t('Factors of saturation to draw from; one channel has none.')),
      {
        name: 'hue',
        type: 'range',
        summary: () => t('Turns of the hue to draw from; one channel has none.'),
        default: 0,
        symmetric: { centre: 0 },
        min: -0.5,
        max: 0.5,
        step: 0.05,
        unit: 'factor',
      },
    ],
    clamps: true,
  };
  private readonly ranges;

  constructor(options?: ColorJitterOptions) {
    super(ColorJitter.spec, options);
    this.ranges = adjustments.map(([name]) => {
      const range = jitterRange(name, this.parameters[name]);
      const neutral = name === 'hue' ? 0 : 1;
      return range.every((bound) => bound === neutral) ? undefined : range;
    });
  }

  protected override draw(_image: Picture, random: Random): Operation {
    const order = random.order(adjustments.length);
    const drawn = this.ranges.map((range) => range && random.uniform(...range));
    return {
      image: (image) =>
        order.reduce((result, which) => {
          const factor = drawn[which];
          return factor === undefined ? result : adjustments[which][1](result, factor);
        }, image),
    };
  }
}

function jitterRange(name: string, value: number | readonly [number, number]): readonly [number, number] {
  const [centre, lowest, highest] = name === 'hue' ? [0, -0.5, 0.5] : [1, 0, Infinity];
  const what = `ColorJitter: ${name}`;
  if (typeof value === 'number' && value < 0)
    throw new RangeError(t('{0}: a single number must not be negative, but is {1}.', what, String(value)));
  const spread = typeof value === 'number' ? [centre - value, centre + value] : value;
  const range = orderedRange(
    what,
    name === 'hue' || typeof value !== 'number' ? spread : [Math.max(spread[0], 0), spread[1]],
  );
  if (range[0] < lowest || range[1] > highest)
    throw new RangeError(
      t(
        '{0} must lie between {1} and {2}, not [{3}].',
        what,
        String(lowest),
        String(highest),
        range.join(', '),
      ),
    );
  return range;
}

export interface GrayscaleOptions {
  /** 1, or 3 equal channels. Default: 1. */
  numOutputChannels?: 1 | 3;
}

/** Replaces colours by their luminance. */
export class Grayscale extends ListedTransform<Required<GrayscaleOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'Grayscale',
    origin: 'torchvision',
    kind: 'intensity',
    needs: 'any',
    random: false,
    summary: () => t('Replaces colours by their luminance; one channel has none to replace.'),
    parameters: [
      {
        name: 'numOutputChannels',
        type: 'integer',
        summary: () => t('One channel, or three equal ones.'),
        default: 1,
        min: 1,
        max: 3,
        step: 2,
      },
    ],
    colourOnly: true,
  };

  constructor(options?: GrayscaleOptions) {
    super(Grayscale.spec, options);
  }

  protected override draw(): Operation {
    return { image: (image) => rgbToGrayscale(image, this.parameters.numOutputChannels) };
  }
}

export interface RandomGrayscaleOptions {
  /** How often it is applied, 0 (never) to 1 (always). Default: 0.1. */
  p?: number;
}

/** Replaces colours by their luminance with a probability; the number of channels stays. */
export class RandomGrayscale extends ListedTransform<Required<RandomGrayscaleOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'RandomGrayscale',
    origin: 'torchvision',
    kind: 'intensity',
    needs: 'any',
    random: true,
    summary: () => t('Replaces colours by their luminance; one channel has none to replace.'),
    parameters: [probability('p', 0.1)],
    colourOnly: true,
  };

  constructor(options?: RandomGrayscaleOptions) {
    super(RandomGrayscale.spec, options);
  }

  protected override draw({ channels }: Picture, random: Random): Operation | undefined {
    return random.chance(this.parameters.p)
      ? { image: (image) => rgbToGrayscale(image, channels) }
      : undefined;
  }
}
