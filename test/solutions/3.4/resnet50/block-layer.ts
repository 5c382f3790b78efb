import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// The whole block is one layer with weights of its own, and computes with the operations of TensorFlow.js alone.

class Bottleneck extends tf.layers.Layer {
  static className = 'Bottleneck';
  private readonly kept = new Map<string, tf.LayerVariable>();

  constructor(
    private readonly n: number,
    private readonly stride: number,
    private readonly projects: boolean,
  ) {
    super({});
  }

  private addConvNorm(name: string, shape: [number, number, number, number]): void {
    const channels = [shape[3]];
    const add = (
      part: string,
      size: number[],
      initializer: 'heUniform' | 'ones' | 'zeros',
      isTrained = true,
    ) => {
      const weight = this.addWeight(
        `${name}_${part}`,
        size,
        'float32',
        tf.initializers[initializer]({}),
        undefined,
        isTrained,
      );
      this.kept.set(`${name}_${part}`, weight);
    };
    add('kernel', shape, 'heUniform');
    add('gamma', channels, 'ones');
    add('beta', channels, 'zeros');
    add('mean', channels, 'zeros', false);
    add('variance', channels, 'ones', false);
  }

  override build(shape: tf.Shape): void {
    const channels = shape.at(-1)!;
    const { n } = this;
    this.addConvNorm('a', [1, 1, channels, n]);
    this.addConvNorm('b', [3, 3, n, n]);
    this.addConvNorm('c', [1, 1, n, 4 * n]);
    if (this.projects) this.addConvNorm('p', [1, 1, channels, 4 * n]);
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: tf.Shape): tf.Shape {
    return [batch, Math.ceil(height! / this.stride), Math.ceil(width! / this.stride), 4 * this.n];
  }

  private convNorm(x: tf.Tensor4D, name: string, stride: number, isTraining: boolean): tf.Tensor4D {
    const weight = (part: string) => this.kept.get(`${name}_${part}`)!;
    const read = (part: string) => weight(part).read() as tf.Tensor1D;
    const y = tf.conv2d(x, weight('kernel').read() as tf.Tensor4D, stride, 'same');
    let [mean, variance] = [read('mean'), read('variance')];
    if (isTraining) {
      const batch = tf.moments(y, [0, 1, 2]);
      [mean, variance] = [batch.mean as tf.Tensor1D, batch.variance as tf.Tensor1D];
      for (const [part, value] of Object.entries(batch))
        weight(part).write(tf.add(read(part).mul(0.9), value.mul(0.1)));
    }
    return tf.batchNorm4d(y, mean, variance, read('beta'), read('gamma'), 1e-5);
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training = false }: { training?: boolean } = {},
  ): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const { stride } = this;
      const shortcut = this.projects ? this.convNorm(x, 'p', stride, training) : x;
      let branch = tf.relu(this.convNorm(x, 'a', 1, training));
      branch = tf.relu(this.convNorm(branch, 'b', stride, training));
      branch = this.convNorm(branch, 'c', 1, training);
      return tf.relu(tf.add(shortcut, branch));
    });
  }
}

function createModel(inputShape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  const model = tf.sequential();
  model.add(tf.layers.conv2d({ inputShape, filters: 64, kernelSize: 7, strides: 2, padding: 'same' }));
  model.add(tf.layers.batchNormalization());
  model.add(tf.layers.reLU());
  model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }));
  for (const [n, blocks, stride] of [
    [64, 3, 1],
    [128, 4, 2],
    [256, 6, 2],
    [512, 3, 2],
  ])
    for (let block = 0; block < blocks; block++)
      model.add(new Bottleneck(n, block === 0 ? stride : 1, block === 0));
  model.add(tf.layers.globalAveragePooling2d({}));
  model.add(tf.layers.dropout({ rate: 0.5 }));
  model.add(tf.layers.dense({ units: 3 }));
  return model;
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
