import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The paper's own start: N(0, 0.01), biases of 1 in some layers, weight decay; ReLU as a product with a step; 227 pixels cut out of the middle.

class Positive extends tf.layers.Layer {
  static className = 'Positive';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return x.mul(x.step());
    });
  }
}

const gaussian = () => tf.initializers.randomNormal({ mean: 0, stddev: 0.01 });
const start = (bias: number) => ({
  kernelInitializer: gaussian(),
  biasInitializer: tf.initializers.constant({ value: bias }),
  kernelRegularizer: tf.regularizers.l2({ l2: 5e-4 }),
});

const createModel = (): tf.LayersModel => {
  const model = tf.sequential();
  model.add(
    tf.layers.cropping2D({
      inputShape: [256, 256, 1],
      cropping: [
        [14, 15],
        [14, 15],
      ],
    }),
  );
  const convolve = (filters: number, kernelSize: number, bias: number, strides = 1) => {
    const padding = strides === 1 ? 'same' : 'valid';
    model.add(tf.layers.conv2d({ filters, kernelSize, strides, padding, ...start(bias) }));
    model.add(new Positive({}));
  };
  const pool = () => model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }));
  convolve(96, 11, 0, 4);
  pool();
  convolve(256, 5, 1);
  pool();
  convolve(384, 3, 0);
  convolve(384, 3, 1);
  convolve(256, 3, 1);
  pool();
  model.add(tf.layers.flatten());
  for (let layer = 6; layer <= 7; layer++) {
    model.add(tf.layers.dense({ units: 4096, ...start(1) }));
    model.add(new Positive({}));
    model.add(tf.layers.dropout({ rate: 0.5 }));
  }
  model.add(tf.layers.dense({ units: 3, ...start(0) }));
  return model;
};

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
