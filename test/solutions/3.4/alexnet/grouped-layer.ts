import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Groups in one layer class with one kernel for both: channels are split, convolved and joined by hand. Grey values from -1 to 1.

class GroupedConv extends tf.layers.Layer {
  static className = 'GroupedConv';
  private kernel!: tf.LayerVariable;
  private bias!: tf.LayerVariable;

  constructor(
    private readonly filters: number,
    private readonly size: number,
    private readonly groups: number,
  ) {
    super({});
  }

  override build(shape: tf.Shape): void {
    const size = [this.size, this.size, shape.at(-1)! / this.groups, this.filters];
    this.kernel = this.addWeight('kernel', size, 'float32', tf.initializers.heNormal({}));
    this.bias = this.addWeight('bias', [this.filters], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: tf.Shape): tf.Shape {
    return [batch, height, width, this.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const maps = tf.split<tf.Tensor4D>(x, this.groups, -1);
      const kernels = tf.split<tf.Tensor4D>(this.kernel.read(), this.groups, -1);
      const convolved = maps.map((map, group) => tf.conv2d<tf.Tensor4D>(map, kernels[group], 1, 'same'));
      return tf.relu(tf.concat(convolved, -1).add(this.bias.read()));
    });
  }
}

class Signed extends tf.layers.Layer {
  static className = 'Signed';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => (Array.isArray(inputs) ? inputs[0] : inputs).mul(2).sub(1));
  }
}

function createModel(): tf.LayersModel {
  const model = tf.sequential();
  const pool = () => model.add(tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }));
  model.add(new Signed({ inputShape: [256, 256, 1] }));
  model.add(tf.layers.conv2d({ filters: 96, kernelSize: 11, strides: 4, activation: 'relu' }));
  pool();
  model.add(new GroupedConv(256, 5, 2));
  pool();
  model.add(tf.layers.conv2d({ filters: 384, kernelSize: 3, padding: 'same', activation: 'relu' }));
  model.add(new GroupedConv(384, 3, 2));
  model.add(new GroupedConv(256, 3, 2));
  pool();
  model.add(tf.layers.flatten());
  [4096, 4096].forEach((units, layer) => {
    model.add(tf.layers.dropout({ rate: 0.5, name: `drop${layer + 6}` }));
    model.add(tf.layers.dense({ units, activation: 'relu', name: `fc${layer + 6}` }));
  });
  model.add(tf.layers.dense({ units: 3, name: 'fc8' }));
  return model;
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
