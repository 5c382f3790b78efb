import * as tf from '@tensorflow/tfjs';
import type { BatchNorm } from './moments';

// The mean of the squares minus the square of the mean; the channels are the columns of a matrix.

const columns = (x: tf.Tensor) => x.reshape([-1, x.shape[x.rank - 1] ?? 1]);

const normalize = (
  x: tf.Tensor,
  mean: tf.Tensor,
  variance: tf.Tensor,
  { gamma, beta, epsilon }: BatchNorm,
) => {
  const scale = gamma.mul(tf.rsqrt(variance.add(epsilon)));
  return x.mul(scale).add(beta.sub(mean.mul(scale)));
};

const towards = (old: tf.Tensor, now: tf.Tensor, momentum: number) => old.sub(old.sub(now).mul(1 - momentum));

export const normalizeInTraining = (x: tf.Tensor, layer: BatchNorm) => {
  const values = columns(x);
  const mean = values.mean(0);
  const variance = values.square().mean(0).sub(mean.square());
  return {
    output: normalize(x, mean, variance, layer),
    movingMean: towards(layer.movingMean, mean, layer.momentum),
    movingVariance: towards(layer.movingVariance, variance, layer.momentum),
  };
};

export const normalizeInEvaluation = (x: tf.Tensor, layer: BatchNorm) =>
  normalize(x, layer.movingMean, layer.movingVariance, layer);
