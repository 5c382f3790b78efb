import * as tf from '@tensorflow/tfjs';
import { Compose, defineTraining, RandomHorizontalFlip, Transform } from 'lits';
import type { Random, Sample } from 'lits';

class Darken extends Transform {
  constructor(private readonly by: number) {
    super();
  }

  transform({ image, mask }: Sample, random: Random): Sample {
    const factor = 1 - this.by * random.uniform();
    const data = Float32Array.from(image.data, (value) => value * factor);
    return { image: { ...image, data }, mask };
  }
}

export default defineTraining({
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.globalAveragePooling2d({ inputShape: [256, 256, 1] }),
        tf.layers.dense({ units: 3, useBias: true }),
      ],
    }),
  epochs: 1,
  batchSize: 3,
  optimizer: { name: 'adagrad', learningRate: 0.01 },
  augment: new Compose([new RandomHorizontalFlip(), new Darken(0.2)]),
});
