import { normalize } from '../functional';
import type { Picture } from '../picture';
import type { TransformSpec } from '../spec';
import { ListedTransform, type Operation } from '../transform';

export interface NormalizeOptions {
  /** What is subtracted: one number, or one for each channel. */
  mean: number | readonly number[];
  /** What is divided by, not 0: one number, or one for each channel. */
  std: number | readonly number[];
}

/** (value - mean) / std, channel by channel. */
export class Normalize extends ListedTransform<NormalizeOptions> {
  /** @internal */
  static readonly spec: TransformSpec = {
    name: 'Normalize',
    origin: 'torchvision',
    kind: 'intensity',
    needs: 'float',
    random: false,
    summary: 'Subtracts a mean and divides by a deviation, channel by channel.',
    parameters: [
      {
        name: 'mean',
        type: 'numbers',
        summary: 'What is subtracted.',
        required: true,
        initial: 0.5,
        min: -1,
        max: 1,
        step: 0.01,
        unit: 'intensity',
      },
      {
        name: 'std',
        type: 'numbers',
        summary: 'What is divided by.',
        required: true,
        initial: 0.5,
        min: 0.01,
        max: 2,
        step: 0.01,
        unit: 'intensity',
      },
    ],
  };

  constructor(options: NormalizeOptions) {
    super(Normalize.spec, options);
  }

  protected override draw(): Operation {
    const { mean, std } = this.parameters;
    return { image: (image: Picture) => normalize(image, mean, std) };
  }
}
