import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// In the manner of keras.applications: one function with options, every layer with a name.

interface Options {
  includeTop?: boolean;
  inputShape?: [number, number, number];
  classes?: number;
  dropout?: number;
}

export function AlexNet({
  includeTop = true,
  inputShape = [256, 256, 1],
  classes = 3,
  dropout = 0.5,
}: Options = {}): tf.LayersModel {
  const imgInput = tf.input({ shape: inputShape, name: 'input_1' });
  let x = imgInput;
  const add = (layer: tf.layers.Layer) => {
    x = layer.apply(x) as tf.SymbolicTensor;
  };
  // Block 1
  add(tf.layers.conv2d({ filters: 64, kernelSize: [11, 11], strides: [4, 4], name: 'block1_conv' }));
  add(tf.layers.activation({ activation: 'relu', name: 'block1_relu' }));
  add(tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], name: 'block1_pool' }));
  // Block 2
  add(tf.layers.conv2d({ filters: 192, kernelSize: [5, 5], padding: 'same', name: 'block2_conv' }));
  add(tf.layers.activation({ activation: 'relu', name: 'block2_relu' }));
  add(tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], name: 'block2_pool' }));
  // Block 3
  add(tf.layers.conv2d({ filters: 384, kernelSize: [3, 3], padding: 'same', name: 'block3_conv1' }));
  add(tf.layers.activation({ activation: 'relu', name: 'block3_relu1' }));
  add(tf.layers.conv2d({ filters: 256, kernelSize: [3, 3], padding: 'same', name: 'block3_conv2' }));
  add(tf.layers.activation({ activation: 'relu', name: 'block3_relu2' }));
  add(tf.layers.conv2d({ filters: 256, kernelSize: [3, 3], padding: 'same', name: 'block3_conv3' }));
  add(tf.layers.activation({ activation: 'relu', name: 'block3_relu3' }));
  add(tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], name: 'block3_pool' }));
  if (includeTop) {
    add(tf.layers.flatten({ name: 'flatten' }));
    add(tf.layers.dropout({ rate: dropout, name: 'dropout1' }));
    add(tf.layers.dense({ units: 4096, activation: 'relu', name: 'fc1' }));
    add(tf.layers.dropout({ rate: dropout, name: 'dropout2' }));
    add(tf.layers.dense({ units: 4096, activation: 'relu', name: 'fc2' }));
    add(tf.layers.dense({ units: classes, name: 'predictions' }));
  }
  return tf.model({ inputs: imgInput, outputs: x, name: 'alexnet' });
}

export default defineTraining({
  model: () => AlexNet(),
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
