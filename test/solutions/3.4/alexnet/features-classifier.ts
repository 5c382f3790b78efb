import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// In the manner of torchvision: features, average pool and classifier are models of their own.

class AlexNet {
  readonly features: tf.Sequential;
  readonly classifier: tf.Sequential;

  constructor(
    private readonly inputShape: [number, number, number],
    numClasses: number,
    dropout = 0.5,
  ) {
    const conv = (filters: number, kernelSize: number, first = {}) => [
      tf.layers.conv2d({ filters, kernelSize, padding: 'same', ...first }),
      tf.layers.reLU(),
    ];
    const pool = () => tf.layers.maxPooling2d({ poolSize: 3, strides: 2 });
    this.features = tf.sequential({
      name: 'features',
      layers: [
        ...conv(64, 11, { strides: 4, padding: 'valid', inputShape }),
        pool(),
        ...conv(192, 5),
        pool(),
        ...conv(384, 3),
        ...conv(256, 3),
        ...conv(256, 3),
        pool(),
      ],
    });
    const [, ...shape] = this.features.outputShape as number[];
    this.classifier = tf.sequential({
      name: 'classifier',
      layers: [
        tf.layers.flatten({ inputShape: shape }),
        tf.layers.dropout({ rate: dropout }),
        tf.layers.dense({ units: 4096 }),
        tf.layers.reLU(),
        tf.layers.dropout({ rate: dropout }),
        tf.layers.dense({ units: 4096 }),
        tf.layers.reLU(),
        tf.layers.dense({ units: numClasses }),
      ],
    });
  }

  forward(): tf.LayersModel {
    const x = tf.input({ shape: this.inputShape });
    const features = this.features.apply(x) as tf.SymbolicTensor;
    // The average pool of torchvision brings every size to 6 x 6; here the map has that size already.
    const pooled = tf.layers.averagePooling2d({ poolSize: 1 }).apply(features) as tf.SymbolicTensor;
    return tf.model({ inputs: x, outputs: this.classifier.apply(pooled) as tf.SymbolicTensor });
  }
}

export default defineTraining({
  model: (shape: [number, number, number] = [256, 256, 1]) => new AlexNet(shape, 3).forward(),
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
