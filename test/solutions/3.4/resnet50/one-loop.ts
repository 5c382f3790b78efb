import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// No helper at all for the blocks: one loop, activations inside of layers where that is right, the mean taken by a layer of its own.

class SpatialMean extends tf.layers.Layer {
  static className = 'SpatialMean';

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0], shape[3]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.mean(Array.isArray(inputs) ? inputs[0] : inputs, [1, 2]);
  }
}

const L = tf.layers;

export function createModel(inputShape: number[] = [256, 256, 1]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const go = (...layers: tf.layers.Layer[]) =>
    layers.forEach((layer) => {
      y = layer.apply(y) as tf.SymbolicTensor;
    });
  let y = input;
  go(
    L.conv2d({ filters: 64, kernelSize: 7, strides: 2, padding: 'same', useBias: false }),
    L.batchNormalization({ momentum: 0.95 }),
    L.activation({ activation: 'relu' }),
    L.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], padding: 'same' }),
  );
  for (let i = 0; i < 16; i++) {
    const stage = [3, 7, 13, 16].findIndex((end) => i < end);
    const opensStage = [0, 3, 7, 13].includes(i);
    const strides = opensStage && stage > 0 ? 2 : 1;
    const filters = [64, 128, 256, 512][stage];
    const x = y;
    if (opensStage)
      go(
        L.conv2d({ filters: filters * 4, kernelSize: 1, strides, useBias: false }),
        L.batchNormalization({}),
      );
    const shortcut = y;
    y = x;
    go(
      L.conv2d({ filters, kernelSize: 1, useBias: false }),
      L.batchNormalization({}),
      L.activation({ activation: 'relu' }),
      L.conv2d({ filters, kernelSize: 3, strides, padding: 'same', useBias: false }),
      L.batchNormalization({}),
      L.activation({ activation: 'relu' }),
      L.conv2d({ filters: filters * 4, kernelSize: 1, useBias: false }),
      L.batchNormalization({}),
    );
    y = L.add({}).apply([y, shortcut]) as tf.SymbolicTensor;
    go(L.activation({ activation: 'relu' }));
  }
  go(
    new SpatialMean({}),
    L.dropout({ rate: 0.25 }),
    L.dense({ units: 3, useBias: true, activation: 'linear' }),
  );
  return tf.model({ inputs: input, outputs: y });
}

export default defineTraining({
  model: createModel,
  epochs: 15,
  batchSize: 12,
  optimizer: { name: 'momentum', learningRate: 0.02, momentum: 0.9, nesterov: true },
  augment: (x) => {
    const noise = tf.randomNormal<tf.Rank.R4>(x.shape, 0, 0.01);
    return x.add(noise);
  },
  seed: 7,
});
