import * as tf from '@tensorflow/tfjs';
import { defineTraining, metrics } from 'lits';

const matrix = metrics.confusionMatrix([0, 1, 2], [0, 1, 1], 3);
console.log(JSON.stringify(matrix), metrics.balancedAccuracy(matrix));

function brighter(images: tf.Tensor4D): tf.Tensor4D {
  return tf.tidy(() => {
    const gain = tf.randomUniform([images.shape[0], 1, 1, 1], 0.9, 1.1);
    const bright: tf.Tensor4D = images.mul(gain);
    return tf.clipByValue(bright, 0, 1);
  });
}

export default defineTraining({
  model: () =>
    tf.sequential({
      layers: [
        tf.layers.averagePooling2d({ poolSize: 64, inputShape: [256, 256, 1] }),
        tf.layers.flatten(),
        tf.layers.dense({ units: 8, kernelInitializer: 'heNormal' }),
        tf.layers.leakyReLU({ alpha: 0.1 }),
        tf.layers.dense({ units: 3 }),
      ],
    }),
  epochs: 1,
  batchSize: 4,
  optimizer: { name: 'rmsprop', learningRate: 1e-3, decay: 0.9 },
  augment: brighter,
});
