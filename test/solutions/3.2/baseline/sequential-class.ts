import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// A class of its own that is a model, with zeros around every map and channels that come first.

const dataFormat = 'channelsFirst' as const;

class SmallCnn extends tf.Sequential {
  constructor() {
    super({ name: 'SmallCnn' });
    this.add(tf.layers.permute({ dims: [3, 1, 2], inputShape: [256, 256, 1] }));
    [16, 32, 64, 128].forEach((filters) => this.block(filters));
    this.add(tf.layers.permute({ dims: [2, 3, 1] }));
    this.add(tf.layers.reshape({ targetShape: [16 * 16 * 128] }));
    this.add(tf.layers.dense({ units: 256 }));
    this.add(tf.layers.thresholdedReLU({ theta: 0 }));
    this.add(tf.layers.dense({ units: 3 }));
  }

  private block(filters: number): void {
    this.add(tf.layers.zeroPadding2d({ padding: 1, dataFormat }));
    this.add(tf.layers.conv2d({ filters, kernelSize: 3, padding: 'valid', dataFormat }));
    this.add(tf.layers.leakyReLU({ alpha: 0 }));
    this.add(tf.layers.maxPooling2d({ poolSize: 2, dataFormat }));
  }
}

export default defineTraining({
  name: 'baseline',
  model: () => new SmallCnn(),
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
