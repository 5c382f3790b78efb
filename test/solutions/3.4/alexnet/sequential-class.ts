import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// A class of its own that is a model; zeros around every map, and windows that never reach beyond.

class AlexNet extends tf.Sequential {
  constructor(inputShape: [number, number, number], classes: number) {
    super({ name: 'AlexNet' });
    this.add(tf.layers.inputLayer({ inputShape }));
    this.convolution(96, 11, 4, 0).pool();
    this.convolution(256, 5, 1, 2).pool();
    this.convolution(384, 3, 1, 1).convolution(384, 3, 1, 1).convolution(256, 3, 1, 1).pool();
    this.add(tf.layers.flatten());
    this.dense(4096).dense(4096);
    this.add(tf.layers.dense({ units: classes, activation: 'linear' }));
  }

  private convolution(filters: number, kernelSize: number, strides: number, margin: number): this {
    if (margin > 0)
      this.add(
        tf.layers.zeroPadding2d({
          padding: [
            [margin, margin],
            [margin, margin],
          ],
        }),
      );
    this.add(
      tf.layers.conv2d({ filters, kernelSize, strides, padding: 'valid', kernelInitializer: 'heUniform' }),
    );
    this.add(tf.layers.thresholdedReLU({ theta: 0 }));
    return this;
  }

  private pool(): this {
    this.add(tf.layers.maxPooling2d({ poolSize: [3, 3], strides: [2, 2], padding: 'valid' }));
    return this;
  }

  private dense(units: number): this {
    this.add(tf.layers.dense({ units, kernelInitializer: 'heUniform' }));
    this.add(tf.layers.thresholdedReLU({ theta: 0 }));
    this.add(tf.layers.dropout({ rate: 0.4 }));
    return this;
  }
}

const createModel = () => new AlexNet([256, 256, 1], 3);

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
