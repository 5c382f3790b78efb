import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The slices are resized to the 227 pixels of the paper inside of the model; pools come before the ReLU, which is the same.

class Resized extends tf.layers.Layer {
  static className = 'Resized';

  constructor(private readonly side: number) {
    super({ inputShape: [256, 256, 1] });
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0], this.side, this.side, shape[3]];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
    return tf.image.resizeBilinear(x, [this.side, this.side]);
  }
}

const create = () =>
  tf.sequential({
    name: 'AlexNet',
    layers: [
      new Resized(227),
      tf.layers.conv2d({ filters: 96, kernelSize: 11, strides: 4 }),
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }),
      tf.layers.reLU(),
      tf.layers.conv2d({ filters: 256, kernelSize: 5, padding: 'same' }),
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }),
      tf.layers.reLU(),
      tf.layers.conv2d({ filters: 384, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.conv2d({ filters: 384, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.conv2d({ filters: 256, kernelSize: 3, padding: 'same', activation: 'relu' }),
      tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 4096, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.dense({ units: 4096, activation: 'relu' }),
      tf.layers.dropout({ rate: 0.4 }),
      tf.layers.dense({ units: 3 }),
    ],
  });

export default defineTraining({
  name: 'AlexNet at 227',
  model: create,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (images) => (Math.random() < 0.5 ? images.reverse(2) : images),
});
