import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The whole network is one layer: its weights by name, its computation one chain.

class SmallCnn extends tf.layers.Layer {
  static className = 'SmallCnn';
  private readonly own = new Map<string, tf.LayerVariable>();

  private make(name: string, shape: number[]): void {
    const kernel = tf.initializers.heNormal({});
    this.own.set(`${name}/kernel`, this.addWeight(`${name}/kernel`, shape, 'float32', kernel));
    const zeros = tf.initializers.zeros();
    this.own.set(`${name}/bias`, this.addWeight(`${name}/bias`, [shape.at(-1)!], 'float32', zeros));
  }

  override build(): void {
    [1, 16, 32, 64].forEach((from, block) => this.make(`conv${block}`, [3, 3, from, 16 * 2 ** block]));
    this.make('hidden', [16 * 16 * 128, 256]);
    this.make('logits', [256, 3]);
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, 3];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const read = (name: string) => this.own.get(name)!.read();
      const product = (x: tf.Tensor, name: string) =>
        tf.matMul(x as tf.Tensor2D, read(`${name}/kernel`) as tf.Tensor2D).add(read(`${name}/bias`));
      let x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      for (let block = 0; block < 4; block++) {
        const convolved = tf.conv2d(x, read(`conv${block}/kernel`) as tf.Tensor4D, 1, 'same');
        x = tf.maxPool(tf.relu<tf.Tensor4D>(convolved.add(read(`conv${block}/bias`))), 2, 2, 'same');
      }
      return product(tf.relu(product(x.reshape([x.shape[0], -1]), 'hidden')), 'logits');
    });
  }
}

export default defineTraining({
  name: 'baseline',
  model: () => tf.sequential({ layers: [new SmallCnn({ inputShape: [256, 256, 1] })] }),
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
