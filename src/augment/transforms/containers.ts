import { t } from '../../words';
import { checkPicture, type Picture, type Sample } from '../picture';
import type { Random } from '../random';
import type { TransformDescription, TransformSpec } from '../spec';
import { Transform, transformed } from '../transform';
import { probability } from './parameters';

/** A function that makes a picture of a picture; what it draws, it draws from `random`. */
export type PictureFunction = (image: Picture, random: Random) => Picture;

/** What a pipeline is made of. */
export type Step = Transform | PictureFunction;

/** Applies a function of your own to the picture; the mask stays as it is. */
export class Lambda extends Transform {
  /** @param lambda gets the picture and the sample's randomness, and returns a picture */
  constructor(private readonly lambda: PictureFunction) {
    super();
    if (typeof lambda !== 'function')
      throw new TypeError(t('Lambda needs a function, but got a {0}.', typeof lambda));
  }

  override transform({ image, ...rest }: Sample, random: Random): Sample {
    const result: unknown = this.lambda(image, random);
    checkPicture(result, t('What follows your function in a pipeline'));
    return { image: result, ...rest };
  }

  override describe(): TransformDescription {
    return { name: 'Lambda', custom: true };
  }
}

const container = (
  name: string,
  summary: () => string,
  parameters: TransformSpec['parameters'] = [],
): TransformSpec => ({
  name,
  origin: 'torchvision',
  kind: 'container',
  needs: 'any',
  random: name !== 'Compose',
  summary,
  parameters,
});

abstract class Container extends Transform {
  readonly transforms: readonly Transform[];

  constructor(
    readonly spec: TransformSpec,
    transforms: readonly Step[],
  ) {
    super();
    if (!Array.isArray(transforms))
      throw new TypeError(t('{0} takes a list of transforms: {1}.', spec.name, `new ${spec.name}([ … ])`));
    this.transforms = transforms.map((step: unknown, position) => {
      if (step instanceof Transform) return step;
      if (typeof step === 'function' && !(step.prototype instanceof Transform))
        return new Lambda(step as PictureFunction);
      throw new TypeError(
        typeof step === 'function'
          ? t(
              '{0}: transform {1} is the class {2}; write {3}.',
              spec.name,
              position + 1,
              step.name,
              `new ${step.name}({ … })`,
            )
          : t('{0}: transform {1} is no transform.', spec.name, position + 1),
      );
    });
  }

  override describe(): TransformDescription {
    return { name: this.spec.name, transforms: this.transforms.map((transform) => transform.describe()) };
  }

  protected applyAll(sample: Sample, random: Random): Sample {
    return this.transforms.reduce((result, transform) => transformed(transform, result, random), sample);
  }
}

/** Applies transforms one after the other. */
export class Compose extends Container {
  /** @internal */
  static readonly spec = container('Compose', () => t('Applies transforms one after the other.'));

  constructor(transforms: readonly Step[]) {
    super(Compose.spec, transforms);
  }

  override transform(sample: Sample, random: Random): Sample {
    return this.applyAll(sample, random);
  }
}

/** Applies a list of transforms with a probability, all or none. */
export class RandomApply extends Container {
  /** @internal */
  static readonly spec = container('RandomApply', () => t('Applies all of its transforms, or none.'), [
    probability('p', 0.5),
  ]);
  private readonly p: number;

  /** @param options p: how often, 0 to 1; default 0.5 */
  constructor(transforms: readonly Step[], options: { p?: number } = {}) {
    super(RandomApply.spec, transforms);
    this.p = options.p ?? 0.5;
    if (!(this.p >= 0 && this.p <= 1))
      throw new RangeError(
        t('{0} is a probability: it must be between 0 and 1, not {1}.', 'RandomApply: p', String(this.p)),
      );
  }

  override transform(sample: Sample, random: Random): Sample {
    return random.chance(this.p) ? this.applyAll(sample, random) : sample;
  }

  override describe(): TransformDescription {
    return { ...super.describe(), parameters: { p: this.p } };
  }
}

/** Applies one of its transforms. */
export class RandomChoice extends Container {
  /** @internal */
  static readonly spec = container('RandomChoice', () => t('Applies one of its transforms.'), [
    {
      name: 'p',
      type: 'numbers',
      summary: () => t('How often each of them, in proportion to the sum; left out, all alike.'),
      min: 0,
      max: 1,
      step: 0.05,
    },
  ]);
  private readonly p: readonly number[] | undefined;

  /** @param options p: how often each of them, in proportion to the sum; default: all alike */
  constructor(transforms: readonly Step[], options: { p?: readonly number[] } = {}) {
    super(RandomChoice.spec, transforms);
    this.p = options.p;
    const sum = this.p?.reduce((a, b) => a + b, 0) ?? 1;
    if (
      this.p &&
      (this.p.length !== this.transforms.length || !(sum > 0) || this.p.some((share) => share < 0))
    )
      throw new RangeError(
        t(
          'RandomChoice: p must have one number of 0 or more for each of the {0} transforms, not [{1}].',
          this.transforms.length,
          this.p.join(', '),
        ),
      );
    if (this.transforms.length === 0) throw new RangeError(t('RandomChoice has no transform to choose.'));
  }

  override transform(sample: Sample, random: Random): Sample {
    const weights = this.p ?? this.transforms.map(() => 1);
    let left = random.uniform(
      0,
      weights.reduce((a, b) => a + b, 0),
    );
    const chosen = weights.findIndex((weight) => (left -= weight) < 0);
    return transformed(this.transforms[chosen < 0 ? this.transforms.length - 1 : chosen], sample, random);
  }

  override describe(): TransformDescription {
    return { ...super.describe(), ...(this.p ? { parameters: { p: this.p } } : {}) };
  }
}

/** Applies all of its transforms in random order. */
export class RandomOrder extends Container {
  /** @internal */
  static readonly spec = container('RandomOrder', () => t('Applies all of its transforms in random order.'));

  constructor(transforms: readonly Step[]) {
    super(RandomOrder.spec, transforms);
  }

  override transform(sample: Sample, random: Random): Sample {
    return random
      .order(this.transforms.length)
      .reduce((result, which) => transformed(this.transforms[which], result, random), sample);
  }
}
