import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Every block is a model, and the network a sequence of models.

const bn = () => tf.layers.batchNormalization({ epsilon: 1e-5, momentum: 0.9 });
const penalty = { kernelRegularizer: tf.regularizers.l1l2({ l1: 0, l2: 5e-5 }) };

function branchOf(inputShape: number[], width: number, strides: number): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape, filters: width, kernelSize: 1, useBias: false, ...penalty }),
      bn(),
      tf.layers.reLU(),
      tf.layers.zeroPadding2d({ padding: 1 }),
      tf.layers.conv2d({ filters: width, kernelSize: 3, strides, useBias: false, ...penalty }),
      bn(),
      tf.layers.reLU(),
      tf.layers.conv2d({ filters: 4 * width, kernelSize: 1, useBias: false, ...penalty }),
      bn(),
    ],
  });
}

function blockOf(inputShape: number[], width: number, strides: number): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const branch = branchOf(inputShape, width, strides).apply(input) as tf.SymbolicTensor;
  const needsProjection = inputShape[2] !== 4 * width || strides > 1;
  const shortcut = needsProjection
    ? (tf
        .sequential({
          layers: [
            tf.layers.conv2d({ inputShape, filters: 4 * width, kernelSize: 1, strides, useBias: false }),
            bn(),
          ],
        })
        .apply(input) as tf.SymbolicTensor)
    : input;
  const sum = tf.layers.add().apply([shortcut, branch]) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: tf.layers.reLU().apply(sum) as tf.SymbolicTensor });
}

function createModel(): tf.LayersModel {
  const model = tf.sequential();
  const shape = () => (model.outputs[0].shape as number[]).slice(1);
  model.add(
    tf.layers.conv2d({
      inputShape: [256, 256, 1],
      filters: 64,
      kernelSize: 7,
      strides: 2,
      padding: 'same',
      useBias: false,
    }),
  );
  model.add(bn());
  model.add(tf.layers.reLU());
  model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }));
  const plan: [width: number, strides: number][] = [
    ...[1, 1, 1].map((strides): [number, number] => [64, strides]),
    ...[2, 1, 1, 1].map((strides): [number, number] => [128, strides]),
    ...[2, 1, 1, 1, 1, 1].map((strides): [number, number] => [256, strides]),
    ...[2, 1, 1].map((strides): [number, number] => [512, strides]),
  ];
  for (const [width, strides] of plan) model.add(blockOf(shape(), width, strides));
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dense({ units: 3 }));
  return model;
}

export default defineTraining({
  model: createModel,
  epochs: 6,
  batchSize: 8,
  optimizer: { name: 'rmsprop', learningRate: 1e-4 },
  augment: (images) =>
    tf.tidy(() => {
      const shift = tf.randomUniform([images.shape[0], 1, 1, 1], -0.1, 0.1);
      return images.add(shift).clipByValue(0, 1) as tf.Tensor4D;
    }),
});
