import * as tf from '@tensorflow/tfjs';

/** What a batch normalization layer holds. Each tensor has one number a channel: its shape is [channels]. */
export interface BatchNorm {
  /** Scale of the output; trained. */
  gamma: tf.Tensor1D;
  /** Shift of the output; trained. */
  beta: tf.Tensor1D;
  /** Moving mean: what is known of the mean from all batches so far. */
  movingMean: tf.Tensor1D;
  /** Moving variance. */
  movingVariance: tf.Tensor1D;
  /** Share of the old moving statistics that stays in a step of training, 0 to 1. */
  momentum: number;
  /** Added to the variance under the root, so that nothing is divided by zero. */
  epsilon: number;
}

/** What comes out of a step of training. */
export interface InTraining {
  /** Of the same shape as the input. */
  output: tf.Tensor;
  /** The moving mean after this step, [channels]. */
  movingMean: tf.Tensor;
  /** The moving variance after this step, [channels]. */
  movingVariance: tf.Tensor;
}

/**
 * Batch normalization in training.
 *
 * @param x values of a batch, [batch, channels], or feature maps, [batch, height, width, channels]
 */
export function normalizeInTraining(x: tf.Tensor, layer: BatchNorm): InTraining {
  // Write it here, and return its results instead of throwing.
  throw new Error(
    `Batch normalization in training is not written yet, for an input of shape [${x.shape.join(', ')}] in ${layer.gamma.size} channels. README.md says what it computes.`,
  );
}

/**
 * Batch normalization in evaluation: nothing of the layer changes.
 *
 * @param x as in training; a batch may have a single slice
 * @returns the output, of the same shape
 */
export function normalizeInEvaluation(x: tf.Tensor, layer: BatchNorm): tf.Tensor {
  // Write it here, and return the output instead of throwing.
  throw new Error(
    `Batch normalization in evaluation is not written yet, for an input of shape [${x.shape.join(', ')}] in ${layer.gamma.size} channels. README.md says what it computes.`,
  );
}
