import { t } from '../../words';
import { hflip, vflip } from '../functional';
import type { Picture } from '../picture';
import type { Random } from '../random';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';
import { both, probability } from './parameters';

export interface ProbabilityOptions {
  /** How often it is applied, 0 (never) to 1 (always). Default: 0.5. */
  p?: number;
}

const flip = (name: string, summary: () => string): TransformSpec => ({
  name,
  origin: 'torchvision',
  kind: 'geometric',
  needs: 'any',
  random: true,
  summary,
  parameters: [probability('p', 0.5)],
});

/** Mirrors left and right with a probability. */
export class RandomHorizontalFlip extends ListedTransform<Required<ProbabilityOptions>> {
  /** @internal */
  static readonly spec = flip('RandomHorizontalFlip', () => t('Mirrors left and right.'));

  constructor(options?: ProbabilityOptions) {
    super(RandomHorizontalFlip.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    return random.chance(this.parameters.p) ? both(hflip) : undefined;
  }
}

/** Mirrors top and bottom with a probability. */
export class RandomVerticalFlip extends ListedTransform<Required<ProbabilityOptions>> {
  /** @internal */
  static readonly spec = flip('RandomVerticalFlip', () => t('Mirrors top and bottom.'));

  constructor(options?: ProbabilityOptions) {
    super(RandomVerticalFlip.spec, options);
  }

  protected override draw(_image: Picture, random: Random): Operation | undefined {
    return random.chance(this.parameters.p) ? both(vflip) : undefined;
  }
}
