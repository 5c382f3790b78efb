import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

const filters = 4;

export function createModel(): tf.Sequential {
  const model = tf.sequential();
  model.add(tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }));
  model.add(tf.layers.conv2d({ filters, kernelSize: 3, activation: 'relu', padding: 'same' }));
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.dropout({ rate: 0.2 }));
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 3, kernelRegularizer: tf.regularizers.l2({ l2: 1e-4 }) }));
  return model;
}

export default defineTraining({
  name: 'sequential',
  model: createModel,
  epochs: 2,
  batchSize: 3,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  seed: 1,
});
