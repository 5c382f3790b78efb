import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The table as text, and a reader for it. Dense layers are 1 x 1 convolutions after one of 6 x 6, as matrix products.

const table = 'c64/11/4 p c192/5 p c384/3 c256/3 c256/3 p f d l4096 r d l4096 r l3';

class Product extends tf.layers.Layer {
  static className = 'Product';
  private w!: tf.LayerVariable;
  private b!: tf.LayerVariable;

  constructor(private readonly units: number) {
    super({});
  }

  override build([, features]: tf.Shape): void {
    const deviation = Math.sqrt(2 / features!);
    const normal = tf.initializers.randomNormal({ mean: 0, stddev: deviation });
    this.w = this.addWeight('w', [features, this.units], 'float32', normal);
    this.b = this.addWeight('b', [1, this.units], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor2D;
      return tf.dot(x, this.w.read()).add(this.b.read());
    });
  }
}

function* layersOf(word: string): Generator<tf.layers.Layer> {
  const [first = 0, second = 0, third = 1] = word.slice(1).split('/').map(Number);
  switch (word[0]) {
    case 'c':
      yield tf.layers.conv2d({
        filters: first,
        kernelSize: second,
        strides: third,
        padding: third > 1 ? 'valid' : 'same',
        kernelInitializer: 'leCunNormal',
      });
      yield tf.layers.leakyReLU({ alpha: 0 });
      return;
    case 'p':
      yield tf.layers.maxPool2d({ poolSize: 3, strides: 2 });
      return;
    case 'f':
      yield tf.layers.reshape({ targetShape: [6 * 6 * 256] });
      return;
    case 'd':
      yield tf.layers.dropout({ rate: 0.5 });
      return;
    case 'l':
      yield new Product(first);
      return;
    case 'r':
      yield tf.layers.activation({ activation: 'relu' });
  }
}

function createModel(): tf.LayersModel {
  const slice = tf.layers.input({ shape: [256, 256, 1] });
  let logits = slice;
  for (const word of table.split(' '))
    for (const layer of layersOf(word)) logits = layer.apply(logits) as tf.SymbolicTensor;
  return tf.model({ inputs: [slice], outputs: [logits] });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
