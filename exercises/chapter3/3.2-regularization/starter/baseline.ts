import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

/**
 * The baseline of exercise 3.2: a small convolutional network, without any regularization.
 *
 * It takes slices of shape [batch, 256, 256, 1] and returns logits of shape [batch, 3], one for each of
 * "no liver", "liver" and "lesion". The table in README.md says which layers it has, in which order.
 */
function createModel(): tf.LayersModel {
  // Write your model here: build it from tf.layers, and return it instead of throwing.
  throw new Error(
    'The model of the baseline is not written yet. Build it in createModel(), layer by layer as the table in README.md says, and return it.',
  );
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  seed: 1,
});
