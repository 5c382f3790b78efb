import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

/** Four blocks of convolution, ReLU and pooling, then two dense layers: 8,486,787 parameters. */
function createModel(): tf.LayersModel {
  const model = tf.sequential();
  for (const [block, filters] of [16, 32, 64, 128].entries()) {
    model.add(
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        ...(block === 0 ? { inputShape: [256, 256, 1] } : {}),
      }),
    );
    model.add(tf.layers.maxPooling2d({ poolSize: 2 }));
  }
  model.add(tf.layers.flatten());
  model.add(tf.layers.dense({ units: 256, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 3 }));
  return model;
}

export default defineTraining({
  name: 'baseline',
  model: createModel,
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
