import * as tf from '@tensorflow/tfjs';
import { Compose, defineTraining, RandGaussianNoise, RandomAffine, RandomHorizontalFlip } from 'lits';

const pipeline = new Compose([
  new RandomHorizontalFlip({ p: 0.5 }),
  new RandomAffine({ degrees: 10, translate: [0.05, 0.05], interpolation: 'bilinear' }),
  new RandGaussianNoise({ prob: 0.5, std: 0.05 }),
]);

export default defineTraining({
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 3, activation: 'linear' }),
      ],
    }),
  epochs: 1,
  batchSize: 3,
  optimizer: { name: 'sgd', learningRate: 0.1 },
  augment: pipeline,
});
