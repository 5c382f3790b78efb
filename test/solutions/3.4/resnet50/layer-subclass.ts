import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Blocks are layers of their own, with the parts inside. The weights of the parts are handed on to the model.

type Layer = tf.layers.Layer;
type Options = Record<string, unknown>;

class ConvNorm extends tf.layers.Layer {
  static className = 'ConvNorm';
  private readonly conv: Layer;
  private readonly norm: Layer;

  constructor(filters: number, kernelSize: number, strides = 1) {
    super({});
    this.conv = tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false });
    this.norm = tf.layers.batchNormalization({ momentum: 0.9 });
  }

  override build(inputShape: tf.Shape): void {
    this.conv.build(inputShape);
    this.norm.build(this.conv.computeOutputShape(inputShape));
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape | tf.Shape[] {
    return this.conv.computeOutputShape(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Options): tf.Tensor | tf.Tensor[] {
    return this.norm.apply(this.conv.apply(inputs, options), options) as tf.Tensor;
  }

  override get trainableWeights() {
    return [...this.conv.trainableWeights, ...this.norm.trainableWeights];
  }

  override get nonTrainableWeights() {
    return this.norm.nonTrainableWeights;
  }
}

class Bottleneck extends tf.layers.Layer {
  static className = 'Bottleneck';
  private readonly steps: ConvNorm[];
  private readonly projection: ConvNorm | undefined;

  constructor(
    private readonly filters: number,
    strides: number,
    isFirst: boolean,
  ) {
    super({});
    this.steps = [
      new ConvNorm(filters, 1),
      new ConvNorm(filters, 3, strides),
      new ConvNorm(this.filters * 4, 1),
    ];
    this.projection = isFirst ? new ConvNorm(filters * 4, 1, strides) : undefined;
  }

  override build(inputShape: tf.Shape): void {
    let shape = inputShape;
    for (const step of this.steps) {
      step.build(shape);
      shape = step.computeOutputShape(shape) as tf.Shape;
    }
    this.projection?.build(inputShape);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return this.steps.reduce((shape, step) => step.computeOutputShape(shape) as tf.Shape, inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Options): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      const [first, second, third] = this.steps;
      const a = (first.apply(x, options) as tf.Tensor).relu();
      const b = (second.apply(a, options) as tf.Tensor).relu();
      const c = third.apply(b, options) as tf.Tensor;
      const shortcut = this.projection ? (this.projection.apply(x, options) as tf.Tensor) : x;
      return c.add(shortcut).relu();
    });
  }

  private get parts(): Layer[] {
    return this.projection ? [...this.steps, this.projection] : this.steps;
  }

  override get trainableWeights() {
    return this.parts.flatMap((part) => part.trainableWeights);
  }

  override get nonTrainableWeights() {
    return this.parts.flatMap((part) => part.nonTrainableWeights);
  }
}

class Relu extends tf.layers.Layer {
  static className = 'Relu';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.relu(Array.isArray(inputs) ? inputs[0] : inputs);
  }
}

function resNet50(inputShape = [256, 256, 1]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const layers: Layer[] = [
    new ConvNorm(64, 7, 2),
    new Relu({}),
    tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ];
  [3, 4, 6, 3].forEach((depth, stage) => {
    for (let block = 0; block < depth; block++)
      layers.push(new Bottleneck(64 << stage, stage > 0 && block === 0 ? 2 : 1, block === 0));
  });
  layers.push(
    tf.layers.globalAveragePooling2d({}),
    tf.layers.dense({ units: 3, kernelRegularizer: tf.regularizers.l2({ l2: 1e-3 }) }),
  );
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

export default defineTraining({
  model: resNet50,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (images) => images.add(tf.randomNormal(images.shape, 0, 0.02)),
});
