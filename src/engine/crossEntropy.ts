import * as tf from '@tensorflow/tfjs-core';
import { hasGradientNodes } from './backend';
import { crossEntropyNames } from './kernels/crossEntropy';

/** Nothing is handed on to the targets. */
export const crossEntropyGradient: tf.GradConfig = {
  kernelName: crossEntropyNames.forward,
  inputsToSave: ['logits', 'targets'],
  gradFunc: (dy, [logits, targets]) => ({
    logits: () =>
      tf.engine().runKernel<tf.Tensor>(crossEntropyNames.gradient, { dy: dy as tf.Tensor, logits, targets }),
  }),
};

/**
 * Softmax cross-entropy of each row in nats, with its gradient, as one call each.
 * @param targets rows [n, classes] of any sum
 * @returns [n]; undefined where the device has no such call
 */
export function crossEntropyAtOnce(targets: tf.Tensor2D, logits: tf.Tensor): tf.Tensor1D | undefined {
  if (!hasGradientNodes()) return undefined;
  return tf.engine().runKernel<tf.Tensor1D>(crossEntropyNames.forward, { logits, targets });
}
