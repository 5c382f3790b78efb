import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Every layer is told that the channels come first; only the slice itself has them last.

const dataFormat = 'channelsFirst' as const;

const conv = (
  filters: number,
  kernelSize: number,
  options: { strides?: number; padding?: 'same' | 'valid' } = {},
) => tf.layers.conv2d({ filters, kernelSize, padding: 'same', activation: 'relu', dataFormat, ...options });
const pool = () => tf.layers.maxPooling2d({ poolSize: 3, strides: 2, dataFormat });

const createModel = (): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.permute({ dims: [3, 1, 2], inputShape: [256, 256, 1] }),
      conv(64, 11, { strides: 4, padding: 'valid' }),
      pool(),
      conv(192, 5),
      pool(),
      conv(384, 3),
      conv(256, 3),
      conv(256, 3),
      pool(),
      tf.layers.flatten(),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 4096, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.5 }),
      tf.layers.dense({ units: 4096, activation: 'relu' }),
      tf.layers.dense({ units: 3 }),
    ],
  });

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
