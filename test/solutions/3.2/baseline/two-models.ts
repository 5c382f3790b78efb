import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Features and head are models; the dense layers are convolutions, of 16 x 16 and of 1 x 1.

function features(): tf.Sequential {
  const model = tf.sequential();
  let inputShape: number[] | undefined = [256, 256, 1];
  for (let filters = 16; filters <= 128; filters *= 2) {
    model.add(
      tf.layers.conv2d({
        filters,
        kernelSize: 3,
        padding: 'same',
        activation: 'relu',
        ...(inputShape ? { inputShape } : {}),
      }),
    );
    model.add(tf.layers.maxPooling2d({ poolSize: 2, strides: 2 }));
    inputShape = undefined;
  }
  return model;
}

function head(): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 256, kernelSize: 16, activation: 'relu', inputShape: [16, 16, 128] }),
      tf.layers.conv2d({ filters: 3, kernelSize: 1 }),
      tf.layers.flatten(),
    ],
  });
}

const createModel = () => tf.sequential({ layers: [features(), head()] });

export default defineTraining({
  name: 'baseline',
  model: createModel,
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
