import * as tf from '@tensorflow/tfjs';
import type { BatchNorm } from './moments';

// Sums with axes that stay, powers, and one function for both modes.

export class Normalizer {
  constructor(private readonly layer: BatchNorm) {}

  apply(x: tf.Tensor, isTraining: boolean) {
    const { gamma, beta, momentum, epsilon } = this.layer;
    let mean: tf.Tensor = this.layer.movingMean;
    let variance: tf.Tensor = this.layer.movingVariance;
    if (isTraining) {
      const channels = x.shape[x.shape.length - 1];
      const count = x.size / channels;
      const axes = x.rank === 4 ? [0, 1, 2] : [0];
      mean = tf.sum(x, axes).div(count);
      variance = tf.sum(tf.square(tf.sub(x, mean)), axes).div(count);
    }
    const normalized = tf.div(tf.sub(x, mean), tf.pow(tf.add(variance, epsilon), 0.5));
    const mix = (old: tf.Tensor, now: tf.Tensor) => tf.addN([old.mul(momentum), now.mul(1 - momentum)]);
    return {
      output: tf.add(tf.mul(gamma, normalized), beta),
      movingMean: mix(this.layer.movingMean, mean),
      movingVariance: mix(this.layer.movingVariance, variance),
    };
  }
}

export function normalizeInTraining(x: tf.Tensor, layer: BatchNorm) {
  return tf.tidy(() => new Normalizer(layer).apply(x, true));
}

export function normalizeInEvaluation(x: tf.Tensor, layer: BatchNorm) {
  return new Normalizer(layer).apply(x, false).output;
}
