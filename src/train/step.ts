import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data';
import { classCount, imageSide } from '../course/classes';
import { softmax } from '../evaluate/crossEntropy';
import { applyConstraints } from './constraints';
import { meanCrossEntropy, oneHot, rowOf, sumCrossEntropy } from './loss';
import { penaltyOf } from './penalties';
import { inOurStep } from './program';
import { trainedWeights } from './trainedWeights';

/** What one step measured. */
export interface StepResult {
  /** Mean softmax cross-entropy of the batch in nats, before the step's update. */
  loss: number;
  /** Sum of the layers' own penalties, such as L2. */
  penalty: number;
  /** Slices of the batch that were predicted right. */
  correct: number;
  /** [n, 3], row by row, before the step's update. */
  logits: Float32Array;
}

/** Runs a model on pictures. @returns logits */
export type Forward = (model: tf.LayersModel, images: tf.Tensor4D, training: boolean) => tf.Tensor2D;

const plainForward: Forward = (model, images, training) => model.apply(images, { training }) as tf.Tensor2D;

export interface StepOptions {
  model: tf.LayersModel;
  /** Default: without looking at what the model does. */
  forward?: Forward;
  optimizer: tf.Optimizer;
  augment?: ((images: tf.Tensor4D) => tf.Tensor4D) | undefined;
}

/**
 * Records and starts one training step: forward in training mode, cross-entropy on logits plus the layers' penalties,
 * gradients, update, constraints. All results are in one tensor, because each read of a tensor takes time.
 * @returns [penalty, logits…] of length 1 + 3 n; the caller disposes it
 */
export function recordStep(
  { model, forward = plainForward, optimizer, augment }: StepOptions,
  batch: Batch,
): tf.Tensor1D {
  return tf.tidy(() => {
    const raw = imagesOf(batch);
    const images = augment ? augment(raw) : raw;
    const labels = oneHot(batch.labels);
    const weights = trainedWeights(model);
    const variables = weights.map((weight) => weight.read() as tf.Variable);
    let measured: tf.Tensor[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const logits = forward(model, images, true);
      const penalty = penaltyOf(model);
      measured = [penalty.reshape([1]), logits.flatten()].map((t) => tf.keep(t));
      return meanCrossEntropy(labels, logits).add(penalty).asScalar();
    }, variables);
    // In a fixed order and without gaps: most optimizers know their state by a weight's position.
    inOurStep(() => optimizer.applyGradients(variables.map(({ name }) => ({ name, tensor: grads[name] }))));
    applyConstraints(weights);
    const result = tf.concat1d(measured as tf.Tensor1D[]);
    tf.dispose([value, measured, grads]);
    return result;
  });
}

/** Turns what `recordStep` measured into numbers. */
export function readStep(measured: Float32Array, labels: Uint8Array): StepResult {
  const [penalty = NaN] = measured;
  const logits = measured.subarray(1);
  return {
    loss: sumCrossEntropy(logits, labels) / labels.length,
    penalty,
    correct: countCorrect(logits, labels),
    logits,
  };
}

/** Logits of a batch in evaluation mode, [n, 3] row by row; the caller disposes them. */
export function predictLogits(
  model: tf.LayersModel,
  batch: Batch,
  forward: Forward = plainForward,
): tf.Tensor2D {
  return tf.tidy(() => forward(model, imagesOf(batch), false));
}

/** Counts rows whose largest logit is that of the label. Of equal logits, the first counts as the largest. */
export function countCorrect(logits: Float32Array, labels: Uint8Array): number {
  return labels.reduce((count, label, row) => {
    const scores = rowOf(logits, row);
    return count + (scores.indexOf(Math.max(...scores)) === label ? 1 : 0);
  }, 0);
}

/** Softmax of each row of logits [n, 3]: n rows that sum to 1. */
export function softmaxRows(logits: Float32Array): number[][] {
  return Array.from({ length: logits.length / classCount }, (_, row) => softmax(rowOf(logits, row)));
}

export function imagesOf({ images, labels }: Batch): tf.Tensor4D {
  return tf.tensor4d(images, [labels.length, imageSide, imageSide, 1]);
}
