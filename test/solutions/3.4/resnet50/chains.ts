import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Two containers of their own, a chain and a residual sum, hold all layers; the shortcut of an identity block is an empty chain.

type Node = tf.SymbolicTensor;
type Options = Record<string, unknown>;

/** What holds layers hands on their weights. */
abstract class Container extends tf.layers.Layer {
  protected abstract get parts(): readonly tf.layers.Layer[];

  override get trainableWeights(): tf.LayerVariable[] {
    return this.parts.flatMap((part) => part.trainableWeights);
  }

  override get nonTrainableWeights(): tf.LayerVariable[] {
    return this.parts.flatMap((part) => part.nonTrainableWeights);
  }
}

class Chain extends Container {
  static className = 'Chain';

  constructor(protected readonly parts: readonly tf.layers.Layer[]) {
    super({});
  }

  override build(shape: tf.Shape): void {
    let current = shape;
    for (const part of this.parts) {
      part.build(current);
      part.built = true;
      current = part.computeOutputShape(current) as tf.Shape;
    }
    this.built = true;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return this.parts.reduce((current, part) => part.computeOutputShape(current) as tf.Shape, shape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Options): tf.Tensor {
    const first = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.tidy(() => this.parts.reduce((x, part) => part.call(x, options) as tf.Tensor, first));
  }
}

class Residual extends Container {
  static className = 'Residual';

  constructor(
    private readonly branch: Chain,
    private readonly shortcut: Chain,
  ) {
    super({});
  }

  protected get parts() {
    return [this.branch, this.shortcut];
  }

  override build(shape: tf.Shape): void {
    for (const part of this.parts) part.build(shape);
    this.built = true;
  }

  override computeOutputShape(shape: tf.Shape): tf.Shape {
    return this.branch.computeOutputShape(shape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Options): tf.Tensor {
    const [one, other] = this.parts.map((part) => part.call(inputs, options));
    return tf.tidy(() => one.add(other).relu());
  }
}

const conv = (filters: number, kernelSize: number, strides = 1) =>
  tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false });
const norm = () => tf.layers.batchNormalization();
const relu = () => tf.layers.reLU();

const block = (n: number, stride: number, isFirst: boolean) =>
  new Residual(
    new Chain([conv(n, 1), norm(), relu(), conv(n, 3, stride), norm(), relu(), conv(4 * n, 1), norm()]),
    new Chain(isFirst ? [conv(4 * n, 1, stride), norm()] : []),
  );

function createModel(): tf.LayersModel {
  const blocks = [3, 4, 6, 3].flatMap((count, stage) =>
    Array.from({ length: count }, (_, index) =>
      block(2 ** stage * 64, stage > 0 && index === 0 ? 2 : 1, index === 0),
    ),
  );
  const slice = tf.input({ shape: [256, 256, 1] });
  const layers = [
    new Chain([conv(64, 7, 2), norm(), relu()]),
    tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
    ...blocks,
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 3 }),
  ];
  const logits = layers.reduce((x: Node, layer) => layer.apply(x) as Node, slice);
  return tf.model({ inputs: slice, outputs: logits });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
