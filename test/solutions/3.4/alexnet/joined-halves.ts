import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Convolutions in halves that are joined at once: the first two of the paper's, and those that it does not part.

type Node = tf.SymbolicTensor;

function halves(x: Node, filters: number, kernelSize: number, strides = 1): Node {
  const half = () =>
    tf.layers.conv2d({ filters: filters / 2, kernelSize, strides, padding: strides > 1 ? 'valid' : 'same' });
  const both = tf.layers.concatenate({ axis: -1 }).apply([half().apply(x) as Node, half().apply(x) as Node]);
  return tf.layers.activation({ activation: 'relu' }).apply(both) as Node;
}

const shrink = (x: Node): Node => tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(x) as Node;

const createModel = (): tf.LayersModel => {
  const slice = tf.input({ shape: [256, 256, 1] });
  let x = shrink(halves(slice, 96, 11, 4));
  x = shrink(halves(x, 256, 5));
  x = halves(x, 384, 3);
  x = halves(x, 384, 3);
  x = shrink(halves(x, 256, 3));
  x = tf.layers.flatten().apply(x) as Node;
  for (const rate of [0.5, 0.5]) {
    x = tf.layers.dropout({ rate }).apply(x) as Node;
    x = tf.layers.dense({ units: 4096, activation: 'relu' }).apply(x) as Node;
  }
  return tf.model({ inputs: slice, outputs: tf.layers.dense({ units: 3 }).apply(x) as Node });
};

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
