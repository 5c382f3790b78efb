import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

/**
 * AlexNet: five convolutions, three of them with a pool, then three dense layers. The table in README.md has two variants: choose
 * one, and keep to its column.
 *
 * @param inputShape height, width and channels of a slice. The checks try a small one as well.
 * @returns a model from slices [batch, …inputShape] to logits [batch, 3]
 */
export function createModel(inputShape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  const model = tf.sequential();
  // Write your layers here, one model.add(…) for each, and return the model instead of throwing.
  throw new Error(`${model.name} is not written yet: build it for slices of ${inputShape.join(' × ')}.`);
}

export default defineTraining({
  name: 'alexnet',
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  seed: 1,
});
