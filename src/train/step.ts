import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../data';
import { within } from '../engine';
import { classCount, imageSide } from '../course/classes';
import { t } from '../words';

/** What one step measured. */
export interface StepResult {
  /** Mean softmax cross-entropy of the batch in nats, before the step's update. */
  loss: number;
  /** Sum of the layers' own penalties, such as L2. */
  penalty: number;
  /** Slices of the batch that were predicted right. */
  correct: number;
}

export interface StepOptions {
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  augment?: ((images: tf.Tensor4D) => tf.Tensor4D) | undefined;
}

/**
 * Records and starts one training step: forward in training mode, cross-entropy on logits plus the layers' penalties,
 * gradients, update. All results are in one tensor, because each read of a tensor takes time.
 * @returns [loss, penalty, logits…] of length 2 + 3 n; the caller disposes it
 */
export function recordStep({ model, optimizer, augment }: StepOptions, batch: Batch): tf.Tensor1D {
  return tf.tidy(() => {
    const raw = imagesOf(batch);
    const images = augment
      ? checkAugmented(
          within('augment', () => augment(raw)),
          raw,
        )
      : raw;
    const labels = oneHot(batch.labels);
    let measured: tf.Tensor[] = [];
    const { value, grads } = tf.variableGrads(
      () => {
        const logits = model.apply(images, { training: true }) as tf.Tensor2D;
        const loss = tf.losses.softmaxCrossEntropy(labels, logits).asScalar();
        const penalty = penaltyOf(model);
        measured = [loss.reshape([1]), penalty.reshape([1]), logits.flatten()].map((t) => tf.keep(t));
        return loss.add(penalty).asScalar();
      },
      model.trainableWeights.map((weight) => weight.read() as tf.Variable),
    );
    optimizer.applyGradients(grads);
    const result = tf.concat1d(measured as tf.Tensor1D[]);
    tf.dispose([value, measured, grads]);
    return result;
  });
}

/** Turns what `recordStep` measured into numbers. */
export function readStep(measured: Float32Array, labels: Uint8Array): StepResult {
  const [loss = NaN, penalty = NaN] = measured;
  return { loss, penalty, correct: countCorrect(measured.subarray(2), labels) };
}

/** Logits of a batch in evaluation mode, [n, 3] row by row; the caller disposes them. */
export function predictLogits(model: tf.LayersModel, batch: Batch): tf.Tensor2D {
  return tf.tidy(() => model.apply(imagesOf(batch), { training: false }) as tf.Tensor2D);
}

/** Counts rows whose largest logit is that of the label. Of equal logits, the first counts as the largest. */
export function countCorrect(logits: Float32Array, labels: Uint8Array): number {
  return labels.reduce((count, label, row) => {
    const scores = logits.subarray(row * classCount, (row + 1) * classCount);
    return count + (scores.indexOf(Math.max(...scores)) === label ? 1 : 0);
  }, 0);
}

/** Softmax of each row of logits [n, 3], computed in double precision: n rows that sum to 1. */
export function softmaxRows(logits: Float32Array): number[][] {
  return Array.from({ length: logits.length / classCount }, (_, row) => {
    const scores = [...logits.subarray(row * classCount, (row + 1) * classCount)];
    const highest = Math.max(...scores);
    const powers = scores.map((score) => Math.exp(score - highest));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  });
}

/** Sum over rows of the cross-entropy in nats, from logits [n, 3], in double precision. */
export function sumCrossEntropy(logits: Float32Array, labels: Uint8Array): number {
  return labels.reduce((total, label, row) => {
    const scores = [...logits.subarray(row * classCount, (row + 1) * classCount)];
    const highest = Math.max(...scores);
    const logSum = highest + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - highest), 0));
    return total + logSum - (scores[label] ?? NaN);
  }, 0);
}

/**
 * Sum of the layers' own penalties. They are collected layer by layer, because `calculateLosses` of TensorFlow.js forgets
 * those inside a model that is used as a layer.
 */
export function penaltyOf(model: tf.LayersModel): tf.Scalar {
  const penalties = [...leafLayers(model)].flatMap((layer) => layer.calculateLosses());
  return penalties.length > 0 ? tf.addN(penalties.map((p) => p.asScalar())) : tf.scalar(0);
}

function leafLayers(model: tf.LayersModel): Set<tf.layers.Layer> {
  return model.layers.reduce((leaves, layer) => {
    for (const leaf of layer instanceof tf.LayersModel ? leafLayers(layer) : [layer]) leaves.add(leaf);
    return leaves;
  }, new Set<tf.layers.Layer>());
}

export function imagesOf({ images, labels }: Batch): tf.Tensor4D {
  return tf.tensor4d(images, [labels.length, imageSide, imageSide, 1]);
}

function oneHot(labels: Uint8Array): tf.Tensor2D {
  const rows = new Float32Array(labels.length * classCount);
  labels.forEach((label, row) => {
    rows[row * classCount + label] = 1;
  });
  return tf.tensor2d(rows, [labels.length, classCount]);
}

function checkAugmented(images: unknown, before: tf.Tensor4D): tf.Tensor4D {
  const shape = images instanceof tf.Tensor ? (images as tf.Tensor).shape : undefined;
  if (shape && tf.util.arraysEqual(shape, before.shape)) return images as tf.Tensor4D;
  const needed = `[${before.shape.join(', ')}]`;
  throw new Error(
    shape
      ? t(
          'augment must return a tensor of the shape it got, {0}, but returned shape {1}.',
          needed,
          `[${shape.join(', ')}]`,
        )
      : t('augment must return a tensor of the shape it got, {0}, but returned {1}.', needed, typeof images),
  );
}
