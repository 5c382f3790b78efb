import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The middle 224 pixels, with two rows of zeros around them: torchvision's padding.

function makeAlexNet(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  const steps: tf.layers.Layer[] = [
    tf.layers.cropping2D({
      cropping: [
        [16, 16],
        [16, 16],
      ],
    }),
    tf.layers.zeroPadding2d({ padding: 2 }),
  ];
  const plan = [
    { filters: 64, size: 11, stride: 4, pool: true },
    { filters: 192, size: 5, stride: 1, pool: true },
    { filters: 384, size: 3, stride: 1, pool: false },
    { filters: 256, size: 3, stride: 1, pool: false },
    { filters: 256, size: 3, stride: 1, pool: true },
  ];
  for (const { filters, size, stride, pool } of plan) {
    if (stride === 1) steps.push(tf.layers.zeroPadding2d({ padding: Math.floor(size / 2) }));
    steps.push(tf.layers.conv2d({ filters, kernelSize: size, strides: stride }));
    steps.push(tf.layers.activation({ activation: 'relu' }));
    if (pool) steps.push(tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2] }));
  }
  steps.push(tf.layers.flatten());
  for (const units of [4096, 4096]) {
    steps.push(tf.layers.dropout({ rate: 0.5 }));
    steps.push(tf.layers.dense({ units, kernelInitializer: 'heNormal' }));
    steps.push(tf.layers.activation({ activation: 'relu' }));
  }
  steps.push(tf.layers.dense({ units: 3 }));
  let x = input;
  for (const step of steps) x = step.apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: x });
}

export default defineTraining({
  model: makeAlexNet,
  epochs: 10,
  batchSize: 16,
  optimizer: () => tf.train.adam(2e-4),
  augment: (slices) => {
    const noise = tf.randomNormal(slices.shape, 0, 0.02);
    return slices.add<tf.Tensor4D>(noise);
  },
});
