import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// A 1 x 1 convolution is a matrix product over the channels; that of the wide ones has its outputs first, as in PyTorch.

type Node = tf.SymbolicTensor;

abstract class Pointwise extends tf.layers.Layer {
  private matrix!: tf.LayerVariable;

  constructor(
    protected readonly filters: number,
    protected readonly stride = 1,
  ) {
    super({});
  }

  override build(shape: tf.Shape): void {
    const size = this.sizeFrom(shape.at(-1)!);
    this.matrix = this.addWeight('matrix', size, 'float32', tf.initializers.heNormal({}));
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: tf.Shape): tf.Shape {
    return [batch, Math.ceil(height! / this.stride), Math.ceil(width! / this.stride), this.filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const thinned = this.stride > 1 ? tf.avgPool(x, 1, this.stride, 'valid') : x;
      return this.product(thinned, this.matrix.read() as tf.Tensor2D);
    });
  }

  protected sizeFrom(channels: number): [number, number] {
    return [channels, this.filters];
  }

  protected abstract product(x: tf.Tensor4D, matrix: tf.Tensor2D): tf.Tensor;
}

class Reduction extends Pointwise {
  static className = 'Reduction';

  protected override product(x: tf.Tensor4D, matrix: tf.Tensor2D): tf.Tensor {
    const [batch, height, width, channels] = x.shape;
    return x
      .reshape<tf.Tensor2D>([-1, channels])
      .matMul(matrix)
      .reshape([batch, height, width, this.filters]);
  }
}

class Expansion extends Pointwise {
  static className = 'Expansion';

  protected override sizeFrom(channels: number): [number, number] {
    return [this.filters, channels];
  }

  protected override product(x: tf.Tensor4D, matrix: tf.Tensor2D): tf.Tensor {
    const [batch, height, width, channels] = x.shape;
    const rows = x.reshape<tf.Tensor2D>([batch * height * width, channels]);
    return tf.matMul(rows, matrix, false, true).reshape([batch, height, width, this.filters]);
  }
}

const norm = (x: Node) => tf.layers.batchNormalization({}).apply(x) as Node;
const relu = (x: Node) => tf.layers.reLU().apply(x) as Node;

function bottleneck(x: Node, width: number, strides: number, projects: boolean): Node {
  let branch = relu(norm(new Reduction(width).apply(x) as Node));
  const spatial = tf.layers.conv2d({
    filters: width,
    kernelSize: 3,
    strides,
    padding: 'same',
    useBias: false,
  });
  branch = relu(norm(spatial.apply(branch) as Node));
  branch = norm(new Expansion(4 * width).apply(branch) as Node);
  const shortcut = projects ? norm(new Expansion(4 * width, strides).apply(x) as Node) : x;
  return relu(tf.layers.add().apply([branch, shortcut]) as Node);
}

function createModel(inputShape = [256, 256, 1]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const stem = tf.layers.conv2d({ filters: 64, kernelSize: 7, strides: 2, padding: 'same', useBias: false });
  let x = relu(norm(stem.apply(input) as Node));
  x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }).apply(x) as Node;
  [3, 4, 6, 3].forEach((blocks, stage) => {
    for (let block = 0; block < blocks; block++)
      x = bottleneck(x, 64 << stage, stage > 0 && block === 0 ? 2 : 1, block === 0);
  });
  x = tf.layers.globalAveragePooling2d({}).apply(x) as Node;
  x = tf.layers.dropout({ rate: 0.5 }).apply(x) as Node;
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3 }).apply(x) as Node });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
