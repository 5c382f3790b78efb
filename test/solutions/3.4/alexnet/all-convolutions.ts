import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The dense layers are convolutions: 6 x 6, then 1 x 1 twice.

const table: {
  filters: number;
  size: number;
  stride?: number;
  padding?: 'same' | 'valid';
  pool?: boolean;
}[] = [
  { filters: 96, size: 11, stride: 4, padding: 'valid', pool: true },
  { filters: 256, size: 5, pool: true },
  { filters: 384, size: 3 },
  { filters: 384, size: 3 },
  { filters: 256, size: 3, pool: true },
  { filters: 4096, size: 6, padding: 'valid' },
  { filters: 4096, size: 1 },
];

function createModel(): tf.LayersModel {
  const model = tf.sequential();
  table.forEach(({ filters, size, stride = 1, padding = 'same', pool = false }, row) => {
    if (row >= 5) model.add(tf.layers.dropout({ rate: 0.5 }));
    model.add(
      tf.layers.conv2d({
        filters,
        kernelSize: size,
        strides: stride,
        padding,
        activation: 'relu',
        kernelInitializer: 'leCunNormal',
        ...(row === 0 ? { inputShape: [256, 256, 1] } : {}),
      }),
    );
    if (pool) model.add(tf.layers.maxPool2d({ poolSize: 3, strides: 2 }));
  });
  model.add(tf.layers.conv2d({ filters: 3, kernelSize: 1 }));
  model.add(tf.layers.flatten());
  return model;
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
