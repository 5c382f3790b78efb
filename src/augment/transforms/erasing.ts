import { t } from '../../words';
import { erase } from '../functional';
import type { Fill } from '../functional/plane';
import { roundHalfToEven, type Picture } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { logUniform } from './crops';
import { orderedRange, probability } from './parameters';

export interface RandomErasingOptions {
  /** How often it is applied, 0 (never) to 1 (always). Default: 0.5. */
  p?: number;
  /** Share of the picture's area to erase, [low, high]. Default: [0.02, 0.33]. */
  scale?: readonly [number, number];
  /** Height over width of what is erased, [low, high]. Default: [0.3, 3.3]. */
  ratio?: readonly [number, number];
  /** What it is replaced by: one number, one for each channel, or `'random'` for normal noise. Default: 0. */
  value?: Fill | 'random';
}

/** Replaces a random rectangle with a probability. */
export class RandomErasing extends ListedTransform<Required<RandomErasingOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'RandomErasing',
    origin: 'torchvision',
    kind: 'both',
    needs: 'any',
    random: true,
    summary: () => t('Replaces a random rectangle; what was there is lost.'),
    parameters: [
      probability('p', 0.5),
      {
        name: 'scale',
        type: 'range',
        summary: () => t("Share of the picture's area to erase."),
        default: [0.02, 0.33],
        min: 0,
        max: 1,
        step: 0.01,
        unit: 'share',
      },
      {
        name: 'ratio',
        type: 'range',
        summary: () => t('Height over width of what is erased.'),
        default: [0.3, 3.3],
        min: 0.1,
        max: 10,
        step: 0.1,
        unit: 'factor',
      },
      {
        name: 'value',
        type: 'numbers',
        summary: () => t('What it is replaced by; random is normal noise.'),
        default: 0,
        min: 0,
        max: 1,
        step: 0.05,
        choices: ['random'],
        unit: 'intensity',
      },
    ],
  };

  constructor(options?: RandomErasingOptions) {
    super(RandomErasing.spec, options);
    const { scale, ratio } = this.parameters;
    const [least, most] = orderedRange('RandomErasing: scale', scale);
    if (least < 0 || most > 1)
      throw new RangeError(
        t('{0} must be between 0 and 1, not {1}.', 'RandomErasing: scale', `[${scale.join(', ')}]`),
      );
    if (orderedRange('RandomErasing: ratio', ratio)[0] <= 0)
      throw new RangeError(
        t('{0} must be positive, not {1}.', 'RandomErasing: ratio', `[${ratio.join(', ')}]`),
      );
  }

  protected override draw({ height, width, channels }: Picture, random: Random): Operation | undefined {
    const { p, scale, ratio, value } = this.parameters;
    if (typeof value === 'object' && value.length !== 1 && value.length !== channels)
      throw new RangeError(
        t('RandomErasing: value has {0} numbers, but the picture has {1} channels.', value.length, channels),
      );
    if (!random.chance(p)) return undefined;
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * random.uniform(...scale);
      const aspect = logUniform(random, ratio);
      const high = roundHalfToEven(Math.sqrt(area * aspect));
      const wide = roundHalfToEven(Math.sqrt(area / aspect));
      if (high >= height || wide >= width) continue;
      const filling = value === 'random' ? random.normals(channels * high * wide) : value;
      const [top, left] = [random.integer(0, height - high), random.integer(0, width - wide)];
      return {
        image: (image) => erase(image, top, left, high, wide, filling),
        mask: (mask) => erase(mask, top, left, high, wide, 0),
      };
    }
    return undefined;
  }
}
