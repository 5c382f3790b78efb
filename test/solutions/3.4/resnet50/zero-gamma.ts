import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The last batch norm of each block begins with gamma 0, so that each block begins as the identity.
// Biases in all convolutions but those of the shortcuts.

const isFirstOfStage = (block: number) => block === 0;

class ResNet {
  private x: tf.SymbolicTensor;

  constructor(private readonly input: tf.SymbolicTensor) {
    this.x = input;
  }

  static build(side: number): tf.LayersModel {
    const net = new ResNet(tf.input({ shape: [side, side, 1] }));
    net.then(tf.layers.zeroPadding2d({ padding: 3 }));
    net.then(tf.layers.conv2d({ filters: 64, kernelSize: 7, strides: 2, kernelInitializer: 'heNormal' }));
    net.then(tf.layers.batchNormalization({}));
    net.then(tf.layers.reLU({}));
    net.then(tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }));
    for (const [width, count] of [
      [64, 3],
      [128, 4],
      [256, 6],
      [512, 3],
    ] as const)
      for (let block = 0; block < count; block++) net.block(width, isFirstOfStage(block), width > 64);
    net.then(tf.layers.globalAveragePooling2d({}));
    net.then(tf.layers.dense({ units: 3, kernelRegularizer: tf.regularizers.l2() }));
    return tf.model({ inputs: net.input, outputs: net.x });
  }

  private then(layer: tf.layers.Layer): void {
    this.x = layer.apply(this.x) as tf.SymbolicTensor;
  }

  private block(width: number, isFirst: boolean, halves: boolean): void {
    const entry = this.x;
    const strides = isFirst && halves ? 2 : 1;
    this.convolve(width, 1);
    this.convolve(width, 3, strides);
    this.convolve(4 * width, 1, 1, true);
    let around = entry;
    if (isFirst) {
      const projection = tf.layers.conv2d({ filters: 4 * width, kernelSize: 1, strides, useBias: false });
      around = projection.apply(around) as tf.SymbolicTensor;
      around = tf.layers.batchNormalization({}).apply(around) as tf.SymbolicTensor;
    }
    this.x = tf.layers.add({}).apply([this.x, around]) as tf.SymbolicTensor;
    this.then(tf.layers.reLU({}));
  }

  private convolve(filters: number, kernelSize: number, strides = 1, isLast = false): void {
    this.then(
      tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', kernelInitializer: 'heNormal' }),
    );
    this.then(tf.layers.batchNormalization(isLast ? { gammaInitializer: 'zeros' } : {}));
    if (!isLast) this.then(tf.layers.reLU({}));
  }
}

export default defineTraining({
  name: 'zero gamma',
  model: () => ResNet.build(256),
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (images) => images.mul(tf.randomUniform([images.shape[0], 1, 1, 1], 0.8, 1.2)),
});
