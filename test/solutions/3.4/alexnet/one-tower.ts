import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The one-tower variant (Krizhevsky 2014, torchvision): the starter's functions, filled.

const inputs: [number, number, number] = [256, 256, 1];

export function addFeatures(model: tf.Sequential, inputShape: [number, number, number]): void {
  const convolve = (filters: number, kernelSize: number) =>
    model.add(tf.layers.conv2d({ filters, kernelSize, padding: 'same', activation: 'relu' }));
  const pool = () => model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }));
  model.add(tf.layers.conv2d({ inputShape, filters: 64, kernelSize: 11, strides: 4, activation: 'relu' }));
  pool();
  convolve(192, 5);
  pool();
  convolve(384, 3);
  convolve(256, 3);
  convolve(256, 3);
  pool();
}

export function addClassifier(model: tf.Sequential): void {
  model.add(tf.layers.flatten());
  model.add(tf.layers.dropout({ rate: 0.5 }));
  model.add(tf.layers.dense({ units: 4096, activation: 'relu' }));
  model.add(tf.layers.dropout({ rate: 0.5 }));
  model.add(tf.layers.dense({ units: 4096, activation: 'relu' }));
  model.add(tf.layers.dense({ units: 3 }));
}

export function createModel(inputShape = inputs): tf.LayersModel {
  const model = tf.sequential();
  addFeatures(model, inputShape);
  addClassifier(model);
  return model;
}

function augment(images: tf.Tensor4D): tf.Tensor4D {
  const [count, height, width] = images.shape;
  const flips = tf.randomUniform([count, 1, 1, 1]).less(0.5).tile([1, height, width, 1]);
  return tf.where(flips, images.reverse(2), images);
}

export default defineTraining({
  name: 'alexnet',
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment,
  seed: 1,
});
