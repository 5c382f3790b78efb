import * as tf from '@tensorflow/tfjs';
import { within } from '../../engine';
import { t } from '../../words';
import { kindOf, type Program } from '../program';
import { augmentFailure } from './failure';
import { wrongValues } from './values';

/** The student's function that augments a whole batch. */
export type BatchFunction = (images: tf.Tensor4D) => tf.Tensor4D;

/** Calls a student's function for batches and refuses what no model could be trained with. */
export class CheckedBatchFunction {
  private made: tf.Tensor4D | undefined;

  constructor(
    private readonly augment: BatchFunction,
    private readonly program: Program,
  ) {}

  /**
   * Augments a batch, whose values are computed later.
   * @throws FailureError unless a tensor of the same kind and shape is returned
   */
  readonly apply = (images: tf.Tensor4D): tf.Tensor4D => {
    const needed = [...images.shape];
    const made: unknown = within('augment', () => this.augment(images));
    const problem = wrongResult(made, needed);
    if (problem) throw augmentFailure(this.program, problem);
    this.dispose();
    this.made = tf.keep(tf.clone(made as tf.Tensor4D));
    return made as tf.Tensor4D;
  };

  /** The values of the last batch. Reading them takes little once the step has been computed. */
  async checkedValues(): Promise<Float32Array | undefined> {
    const values = await this.made?.data<'float32'>();
    const problem = values && wrongValues(values);
    if (problem) throw augmentFailure(this.program, problem);
    return values;
  }

  dispose(): void {
    this.made?.dispose();
    this.made = undefined;
  }
}

function wrongResult(made: unknown, needed: number[]): string | undefined {
  const shape = `[${needed.join(', ')}]`;
  if (!(made instanceof tf.Tensor))
    return t('augment must return a tensor of the shape it got, {0}, but returned {1}.', shape, kindOf(made));
  if (made.isDisposed)
    return t(
      'augment must return a tensor of the shape it got, {0}, but returned one that is disposed.',
      shape,
    );
  const { shape: found, dtype } = made as tf.Tensor;
  if (!tf.util.arraysEqual(found, needed))
    return t(
      'augment must return a tensor of the shape it got, {0}, but returned shape {1}.',
      shape,
      `[${found.join(', ')}]`,
    );
  if (dtype !== 'float32')
    return t(
      "augment must return pictures of type float32, as it got them, but returned type {0}. Leave that cast out, or end with .cast('float32') and values between 0 and 1.",
      dtype,
    );
  return undefined;
}
