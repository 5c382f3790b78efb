import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// One layer class for a block, its weights made and used by hand; padding as rows of zeros, ReLU as the larger of two numbers.

const only = (inputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;

class Block extends tf.layers.Layer {
  static className = 'Block';
  private kernel!: tf.LayerVariable;
  private bias!: tf.LayerVariable;

  constructor(
    private readonly filters: number,
    config = {},
  ) {
    super(config);
  }

  override build(shape: tf.Shape): void {
    const size = [3, 3, shape[3], this.filters];
    this.kernel = this.addWeight('kernel', size, 'float32', tf.initializers.glorotNormal({}));
    this.bias = this.addWeight('bias', [this.filters], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: tf.Shape): tf.Shape {
    return [batch, height! / 2, width! / 2, this.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const padded = only(inputs).pad([
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
      const y = tf.conv2d(padded as tf.Tensor4D, this.kernel.read() as tf.Tensor4D, 1, 'valid');
      return tf.maxPool(tf.maximum<tf.Tensor4D>(y.add(this.bias.read()), 0), 2, 2, 'valid');
    });
  }
}

const createModel = () =>
  tf.sequential({
    layers: [
      new Block(16, { inputShape: [256, 256, 1] }),
      new Block(32),
      new Block(64),
      new Block(128),
      tf.layers.flatten(),
      tf.layers.dense({ units: 256, activation: 'relu' }),
      tf.layers.dense({ units: 3 }),
    ],
  });

export default defineTraining({
  name: 'baseline',
  model: createModel,
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
