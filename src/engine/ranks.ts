import * as tf from '@tensorflow/tfjs-core';
import { allReduceName } from './kernels/allReduce';

/**
 * Sums tensors over all processes that train together (`EngineOptions.torch.ranks`), each tensor by itself, as one call. All processes
 * must make the same calls in the same order, with tensors of the same shapes.
 */
export function sumOverRanks(tensors: readonly tf.Tensor[]): tf.Tensor[] {
  return tf.engine().runKernel<tf.Tensor[]>(allReduceName, tensors as unknown as tf.NamedTensorMap, {});
}
