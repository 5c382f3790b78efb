import * as tf from '@tensorflow/tfjs';

export interface BatchNorm {
  gamma: tf.Tensor1D;
  beta: tf.Tensor1D;
  movingMean: tf.Tensor1D;
  movingVariance: tf.Tensor1D;
  momentum: number;
  epsilon: number;
}

export function normalizeInTraining(x: tf.Tensor, layer: BatchNorm) {
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const { mean, variance } = tf.moments(x, axes);
  const deviation = variance.add(layer.epsilon).sqrt();
  const output = x.sub(mean).div(deviation).mul(layer.gamma).add(layer.beta);
  const movingMean = layer.movingMean.mul(layer.momentum).add(mean.mul(1 - layer.momentum));
  const movingVariance = layer.movingVariance.mul(layer.momentum).add(variance.mul(1 - layer.momentum));
  return { output, movingMean, movingVariance };
}

export function normalizeInEvaluation(x: tf.Tensor, layer: BatchNorm): tf.Tensor {
  const deviation = layer.movingVariance.add(layer.epsilon).sqrt();
  return x.sub(layer.movingMean).div(deviation).mul(layer.gamma).add(layer.beta);
}
