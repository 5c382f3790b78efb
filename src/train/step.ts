import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data';
import { classCount, imageSide } from '../course/classes';
import { softmax } from '../evaluate/crossEntropy';
import { applyConstraints } from './constraints';
import { meanCrossEntropy, oneHot, rowOf, sumCrossEntropy } from './loss';
import { clipGradients } from './optimize/clip';
import { kernelPenalty, penaltyOf } from './penalties';
import type { WeightAverages } from './averages';
import { inOurStep } from './program';
import { statesOf, type Ranks } from './ranks';
import type { Steering } from './steering';
import { targetsOf } from './targets';
import { trainedWeights } from './trainedWeights';

/** What one batch of a step measured. */
export interface StepResult {
  /** Mean softmax cross-entropy of the batch in nats, before the step's update. */
  loss: number;
  /** Sum of all penalties, such as L2. */
  penalty: number;
  /** What is minimized: the loss of the settings, and the penalties. */
  objective: number;
  /** Norm of the step's gradients before they are clipped; 0 where it is not computed, and before the last batch of a step. */
  gradientNorm: number;
  /** Slices of the batch that were predicted right. */
  correct: number;
  /** [n, 3], row by row, before the step's update. */
  logits: Float32Array;
}

/** Numbers of a step's results before the logits. */
const heading = 3;

/** Runs a model on pictures. @returns logits */
export type Forward = (model: tf.LayersModel, images: tf.Tensor4D, training: boolean) => tf.Tensor2D;

const plainForward: Forward = (model, images, training) => model.apply(images, { training }) as tf.Tensor2D;

export interface StepOptions {
  model: tf.LayersModel;
  /** Default: without looking at what the model does. */
  forward?: Forward;
  optimizer: tf.Optimizer;
  augment?: ((images: tf.Tensor4D) => tf.Tensor4D) | undefined;
  steering?: Pick<Steering, 'loss' | 'clipValue' | 'clipNorm' | 'logGradientNorm'> | undefined;
  averages?: WeightAverages | undefined;
  /** Where several batches make a step; default: one does. */
  part?: PartOfStep | undefined;
  /** Where the batch holds this process' rows alone: all processes make the step together. */
  ranks?: Ranks | undefined;
}

/** One of the batches of a step. */
export interface PartOfStep {
  /** Of the step's gradients: all parts, of all processes, together have 1. */
  share: number;
  /** Gradients of the parts before; those of this part are added. Disposed by the caller. */
  sums: tf.Tensor[];
  isLast: boolean;
}

/**
 * Records and starts one training step: forward in training mode, cross-entropy on logits plus all penalties,
 * gradients, update, constraints. All results are in one tensor, because each read of a tensor takes time.
 * @returns [penalty, objective, norm of the gradients, logits…] of length 3 + 3 n; the caller disposes it. Of several processes, the
 * results are those of the whole batch, and one more number tells whether to stop (`Ranks.heard`).
 */
export function recordStep(options: StepOptions, batch: Batch): tf.Tensor1D {
  const { model, forward = plainForward, augment, steering, part, ranks } = options;
  return tf.tidy(() => {
    const raw = imagesOf(batch);
    const images = augment ? augment(raw) : raw;
    const lossOf = lossFor(batch.labels, steering?.loss);
    const weights = trainedWeights(model);
    const variables = weights.map((weight) => weight.read() as tf.Variable);
    const states = ranks ? statesOf(model) : [];
    let measured: tf.Tensor[] = [];
    const { value, grads } = tf.variableGrads(() => {
      const logits = forward(model, images, true);
      const ofLayers = penaltyOf(model);
      const ofKernels = steering?.loss ? kernelPenalty(variables, steering.loss) : [];
      const penalty = ofKernels.length > 0 ? tf.addN([ofLayers, ...ofKernels]) : ofLayers;
      measured = [penalty.reshape([1]), logits.flatten()].map((t) => tf.keep(t));
      return lossOf(logits).add(penalty).asScalar();
    }, variables);
    if (part) addPart(part, grads);
    const isUpdate = !part || part.isLast;
    let [penalty, objective, logits]: tf.Tensor[] = [measured[0], value, measured[1]];
    if (ranks) {
      const names = isUpdate ? Object.keys(grads) : [];
      const gradients = names.map((name) => grads[name]);
      const share = ranks.shareOf(batch, steering?.loss?.classWeights);
      const summed = ranks.sum(batch, share, { gradients, means: [penalty, objective], states, logits });
      tf.dispose(gradients);
      names.forEach((name, index) => (grads[name] = summed.gradients[index]));
      [penalty, objective] = summed.means;
      logits = summed.logits;
    }
    const norm = isUpdate ? update(options, { weights, variables, grads }) : undefined;
    const result = tf.concat1d([
      penalty as tf.Tensor1D,
      objective.reshape([1]),
      (norm ?? tf.scalar(0)).reshape([1]),
      logits as tf.Tensor1D,
    ]);
    tf.dispose([value, measured, grads]);
    return result;
  });
}

function lossFor(labels: Uint8Array, loss: Steering['loss']): (logits: tf.Tensor) => tf.Scalar {
  if (!loss || (loss.labelSmoothing === 0 && !loss.classWeights)) {
    const rows = oneHot(labels);
    return (logits) => meanCrossEntropy(rows, logits);
  }
  const { rows, masses } = targetsOf(labels, loss);
  const targets = tf.tensor2d(rows, [labels.length, classCount]);
  const sums = tf.tensor1d(masses);
  return (logits) => meanCrossEntropy(targets, logits, sums);
}

/** Puts the sums up to this part in the place of its gradients; keeps them for the next part. */
function addPart(part: PartOfStep, gradients: tf.NamedTensorMap): void {
  const share = tf.scalar(part.share);
  const shared = (gradient: tf.Tensor) =>
    part.share === 0 ? tf.zerosLike(gradient) : tf.mul(gradient, share);
  const before = part.sums;
  const names = Object.keys(gradients);
  const sums = names.map((name, index) => {
    const own = shared(gradients[name]);
    return before.length > 0 ? tf.add(before[index], own) : own;
  });
  if (!part.isLast) sums.forEach((sum) => tf.keep(sum));
  names.forEach((name, index) => {
    gradients[name].dispose();
    // What is kept must outlive the gradients' own disposal.
    gradients[name] = part.isLast ? sums[index] : tf.clone(sums[index]);
  });
  tf.dispose(before);
  part.sums = part.isLast ? [] : sums;
}

interface Update {
  weights: tf.LayerVariable[];
  variables: tf.Variable[];
  grads: tf.NamedTensorMap;
}

/** @returns the norm of the gradients, where it is clipped or to be told */
function update(
  { optimizer, steering, averages }: StepOptions,
  { weights, variables, grads }: Update,
): tf.Scalar | undefined {
  const names = variables.map(({ name }) => name).filter((name) => name in grads);
  const { gradients, norm } = clipGradients(
    names.map((name) => grads[name]),
    steering ?? {},
  );
  const byName = new Map(names.map((name, index) => [name, gradients[index]]));
  // In a fixed order and without gaps: most optimizers know their state by a weight's position.
  inOurStep(() =>
    optimizer.applyGradients(variables.map(({ name }) => ({ name, tensor: byName.get(name) as tf.Tensor }))),
  );
  applyConstraints(weights);
  averages?.update();
  return norm;
}

/** Turns what `recordStep` measured into numbers. */
export function readStep(measured: Float32Array, labels: Uint8Array): StepResult {
  const [penalty = NaN, objective = NaN, gradientNorm = NaN] = measured;
  const logits = measured.subarray(heading);
  return {
    loss: sumCrossEntropy(logits, labels) / labels.length,
    penalty,
    objective,
    gradientNorm,
    correct: countCorrect(logits, labels),
    logits,
  };
}

/** Logits of a batch in evaluation mode, [n, 3] row by row; the caller disposes them. */
export function predictLogits(
  model: tf.LayersModel,
  batch: Pick<Batch, 'images'>,
  forward: Forward = plainForward,
): tf.Tensor2D {
  return tf.tidy(() => forward(model, imagesOf(batch), false));
}

/** The class of the largest logit of each row. Of equal logits, the first counts as the largest. */
export function predictedOf(logits: Float32Array): number[] {
  return Array.from({ length: logits.length / classCount }, (_, row) => {
    const scores = rowOf(logits, row);
    return scores.indexOf(Math.max(...scores));
  });
}

/** Counts rows that are predicted right. */
export function countCorrect(logits: Float32Array, labels: Uint8Array): number {
  return predictedOf(logits).filter((predicted, row) => predicted === labels[row]).length;
}

/** Softmax of each row of logits [n, 3]: n rows that sum to 1. */
export function softmaxRows(logits: Float32Array): number[][] {
  return Array.from({ length: logits.length / classCount }, (_, row) => softmax(rowOf(logits, row)));
}

export function imagesOf({ images }: Pick<Batch, 'images'>): tf.Tensor4D {
  return tf.tensor4d(images, [images.length / imageSide ** 2, imageSide, imageSide, 1]);
}
