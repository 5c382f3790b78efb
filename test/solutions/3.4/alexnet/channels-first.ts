import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Between the layers the channels come first, as in PyTorch; for each layer they are arranged as TensorFlow.js needs them.

const toFirst = () => tf.layers.permute({ dims: [3, 1, 2] });
const toLast = () => tf.layers.permute({ dims: [2, 3, 1] });
const channelsFirst = (layer: tf.layers.Layer) => [toLast(), layer, toFirst()];

function createModel(): tf.LayersModel {
  const convolve = (filters: number, kernelSize: number, padding: 'same' | 'valid' = 'same', strides = 1) =>
    channelsFirst(tf.layers.conv2d({ filters, kernelSize, padding, strides, activation: 'relu' }));
  const pool = () => channelsFirst(tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }));
  const input = tf.input({ shape: [256, 256, 1] });
  const layers = [
    toFirst(),
    ...convolve(64, 11, 'valid', 4),
    ...pool(),
    ...convolve(192, 5),
    ...pool(),
    ...convolve(384, 3),
    ...convolve(256, 3),
    ...convolve(256, 3),
    ...pool(),
    tf.layers.flatten(),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 4096, activation: 'relu' }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 4096, activation: 'relu' }),
    tf.layers.dense({ units: 3 }),
  ];
  const output = layers.reduce((x: tf.SymbolicTensor, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
