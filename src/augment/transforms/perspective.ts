import { t } from '../../words';
import { perspective } from '../functional';
import type { Fill } from '../functional/plane';
import type { GridInterpolation } from '../functional/sampling';
import type { Picture } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { motion } from './affine';
import { fill, interpolation, probability } from './parameters';

export interface RandomPerspectiveOptions {
  /** How far a corner may move, as a share of half the picture, 0 to 1. Default: 0.5. */
  distortionScale?: number;
  /** How often it is applied, 0 (never) to 1 (always). Default: 0.5. */
  p?: number;
  /** Default: `'bilinear'`. */
  interpolation?: GridInterpolation;
  /** Value where the picture does not reach: one number, or one for each channel. Default: 0. */
  fill?: Fill;
}

/** Moves the four corners inwards at random, as if the picture was seen from the side. */
export class RandomPerspective extends ListedTransform<Required<RandomPerspectiveOptions>> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'RandomPerspective',
    origin: 'torchvision',
    kind: 'geometric',
    needs: 'any',
    random: true,
    summary: () => t('Moves the four corners inwards at random, as if the picture was seen from the side.'),
    parameters: [
      {
        name: 'distortionScale',
        type: 'number',
        summary: () => t('How far a corner may move, as a share of half the picture.'),
        default: 0.5,
        min: 0,
        max: 1,
        step: 0.05,
        unit: 'share',
      },
      probability('p', 0.5),
      interpolation('bilinear'),
      fill,
    ],
  };

  constructor(options?: RandomPerspectiveOptions) {
    super(RandomPerspective.spec, options);
    const { distortionScale } = this.parameters;
    if (distortionScale < 0 || distortionScale > 1)
      throw new RangeError(
        t(
          '{0} must be between 0 and 1, not {1}.',
          'RandomPerspective: distortionScale',
          String(distortionScale),
        ),
      );
  }

  protected override draw({ height, width }: Picture, random: Random): Operation | undefined {
    if (!random.chance(this.parameters.p)) return undefined;
    const reach = (side: number) => Math.trunc(this.parameters.distortionScale * (side >> 1));
    const near = (side: number) => random.integer(0, reach(side));
    const far = (side: number) => random.integer(side - reach(side) - 1, side - 1);
    const starts = [
      [0, 0],
      [width - 1, 0],
      [width - 1, height - 1],
      [0, height - 1],
    ] as const;
    const ends = [
      [near(width), near(height)],
      [far(width), near(height)],
      [far(width), far(height)],
      [near(width), far(height)],
    ] as const;
    return motion(this.parameters, (picture, how) => perspective(picture, starts, ends, how));
  }
}
