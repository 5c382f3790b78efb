import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The functional way, with He's initialization; the ReLU comes after the pool, which is the same.

const conv = (filters: number) =>
  tf.layers.conv2d({ filters, kernelSize: [3, 3], padding: 'same', kernelInitializer: 'heUniform' });

function createModel(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  let x = input;
  for (const filters of [16, 32, 64, 128])
    for (const layer of [conv(filters), tf.layers.maxPool2d({ poolSize: [2, 2] }), tf.layers.reLU()])
      x = layer.apply(x) as tf.SymbolicTensor;
  x = tf.layers.reshape({ targetShape: [16 * 16 * 128] }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.dense({ units: 256, kernelInitializer: 'orthogonal' }).apply(x) as tf.SymbolicTensor;
  x = tf.layers.activation({ activation: 'relu' }).apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3 }).apply(x) as tf.SymbolicTensor });
}

export default defineTraining({
  name: 'baseline',
  model: createModel,
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
