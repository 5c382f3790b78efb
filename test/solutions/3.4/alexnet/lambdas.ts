import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Small layers, each of one operation: bias apart from its kernel, dense layers as products, everything else as functions.

const one = (inputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(inputs) ? inputs[0] : inputs);

class Lambda extends tf.layers.Layer {
  static className = 'Lambda';

  constructor(
    private readonly compute: (x: tf.Tensor) => tf.Tensor,
    private readonly shape: (shape: number[]) => number[] = (shape) => shape,
  ) {
    super({});
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return [shape[0], ...this.shape(shape.slice(1) as number[])];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.compute(one(inputs)));
  }
}

class Bias extends tf.layers.Layer {
  static className = 'Bias';
  private offset!: tf.LayerVariable;

  override build(shape: tf.Shape): void {
    const channels = shape.at(-1)!;
    this.offset = this.addWeight('offset', [channels], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.add(one(inputs), this.offset.read());
  }
}

class Product extends tf.layers.Layer {
  static className = 'Product';
  private matrix!: tf.LayerVariable;

  constructor(private readonly units: number) {
    super({});
  }

  override build(shape: tf.Shape): void {
    const size = [shape.at(-1)!, this.units];
    this.matrix = this.addWeight('matrix', size, 'float32', tf.initializers.glorotUniform({}));
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, this.units];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.dot(one(inputs), this.matrix.read());
  }
}

const relu = () => new Lambda((x) => x.relu());
const pool = () =>
  new Lambda(
    (x) => tf.pool(x as tf.Tensor4D, [3, 3], 'max', 'valid', [1, 1], [2, 2]),
    ([height, width, channels]) => [Math.floor((height - 1) / 2), Math.floor((width - 1) / 2), channels],
  );
const flat = () =>
  new Lambda(
    (x) => x.as2D(x.shape[0], x.size / x.shape[0]),
    (shape) => [shape.reduce((size, length) => size * length)],
  );
const conv = (filters: number, kernelSize: number, strides = 1) => [
  tf.layers.conv2d({ filters, kernelSize, strides, padding: strides > 1 ? 'valid' : 'same', useBias: false }),
  new Bias({}),
  relu(),
];
const dense = (units: number) => [new Product(units), new Bias({})];

function createModel(): tf.LayersModel {
  const layers = [
    ...conv(64, 11, 4),
    pool(),
    ...conv(192, 5),
    pool(),
    ...conv(384, 3),
    ...conv(256, 3),
    ...conv(256, 3),
    pool(),
    flat(),
    tf.layers.dropout({ rate: 0.5 }),
    ...dense(4096),
    relu(),
    tf.layers.dropout({ rate: 0.5 }),
    ...dense(4096),
    relu(),
    ...dense(3),
  ];
  const inputs = tf.input({ shape: [256, 256, 1] });
  const outputs = layers.reduce((x: tf.SymbolicTensor, layer) => layer.apply(x) as tf.SymbolicTensor, inputs);
  return tf.model({ inputs, outputs });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
