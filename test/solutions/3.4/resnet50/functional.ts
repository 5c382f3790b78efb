import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The starter's functions, filled: stride in the 3 x 3 convolution, no bias before a batch norm.

const weightDecay = () => tf.regularizers.l2({ l2: 1e-4 });

function convolve(x: tf.SymbolicTensor, filters: number, kernelSize: number, strides = 1): tf.SymbolicTensor {
  return tf.layers
    .conv2d({
      filters,
      kernelSize,
      strides,
      padding: 'same',
      useBias: false,
      kernelInitializer: 'heNormal',
      kernelRegularizer: weightDecay(),
    })
    .apply(x) as tf.SymbolicTensor;
}

function normalize(x: tf.SymbolicTensor): tf.SymbolicTensor {
  return tf.layers.batchNormalization({}).apply(x) as tf.SymbolicTensor;
}

function relu(x: tf.SymbolicTensor): tf.SymbolicTensor {
  return tf.layers.reLU().apply(x) as tf.SymbolicTensor;
}

function bottleneck(x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor {
  const reduced = relu(normalize(convolve(x, filters, 1)));
  const filtered = relu(normalize(convolve(reduced, filters, 3, strides)));
  return normalize(convolve(filtered, 4 * filters, 1));
}

export function identityBlock(x: tf.SymbolicTensor, filters: number): tf.SymbolicTensor {
  const branch = bottleneck(x, filters, 1);
  return relu(tf.layers.add().apply([branch, x]) as tf.SymbolicTensor);
}

export function projectionBlock(x: tf.SymbolicTensor, filters: number, strides: number): tf.SymbolicTensor {
  const branch = bottleneck(x, filters, strides);
  const shortcut = normalize(convolve(x, 4 * filters, 1, strides));
  return relu(tf.layers.add().apply([branch, shortcut]) as tf.SymbolicTensor);
}

export function createModel(inputShape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  let x = relu(normalize(convolve(input, 64, 7, 2)));
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x) as tf.SymbolicTensor;
  for (const [stage, blocks] of [3, 4, 6, 3].entries()) {
    const filters = 64 * 2 ** stage;
    x = projectionBlock(x, filters, stage === 0 ? 1 : 2);
    for (let block = 1; block < blocks; block++) x = identityBlock(x, filters);
  }
  x = tf.layers.globalAveragePooling2d({}).apply(x) as tf.SymbolicTensor;
  const logits = tf.layers.dense({ units: 3 }).apply(x) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: logits });
}

function augment(images: tf.Tensor4D): tf.Tensor4D {
  const [count] = images.shape;
  const flips = tf.randomUniform([count, 1, 1, 1]).less(0.5).tile([1, images.shape[1], images.shape[2], 1]);
  const gain = tf.randomUniform([count, 1, 1, 1], 0.9, 1.1);
  return tf.where(flips, images.reverse(2), images).mul(gain);
}

export default defineTraining({
  name: 'resnet50',
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 3e-4 },
  augment,
  seed: 1,
});
