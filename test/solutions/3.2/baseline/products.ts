import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Dense layers as matrix products with their outputs first, as in PyTorch; the flatten is a part of the first.

const only = (inputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(inputs) ? inputs[0] : inputs);

class Product extends tf.layers.Layer {
  static className = 'Product';
  private matrix!: tf.LayerVariable;
  private offset!: tf.LayerVariable;

  constructor(private readonly units: number) {
    super({});
  }

  override build([, ...axes]: tf.Shape): void {
    const features = axes.reduce<number>((size, length) => size * length!, 1);
    const initializer = tf.initializers.glorotNormal({});
    this.matrix = this.addWeight('kernel', [this.units, features], 'float32', initializer);
    this.offset = this.addWeight('offset', [this.units], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = only(inputs);
      const rows = x.reshape<tf.Tensor2D>([x.shape[0], -1]);
      return tf.matMul(rows, this.matrix.read() as tf.Tensor2D, false, true).add(this.offset.read());
    });
  }
}

function createModel(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  const layers: tf.layers.Layer[] = [16, 32, 64, 128].flatMap((filters) => [
    tf.layers.conv2d({ filters, kernelSize: [3, 3], padding: 'same', kernelInitializer: 'heUniform' }),
    tf.layers.reLU(),
    tf.layers.maxPooling2d({ poolSize: [2, 2], strides: [2, 2] }),
  ]);
  layers.push(new Product(256), tf.layers.reLU(), new Product(3));
  const output = layers.reduce((x: tf.SymbolicTensor, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

export default defineTraining({
  name: 'baseline',
  model: createModel,
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
});
