import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// ReLU as the larger of two numbers, dense layers as matrix products, padding as rows of zeros: each written by hand.

const single = (inputs: tf.Tensor | tf.Tensor[]) => (Array.isArray(inputs) ? inputs[0] : inputs);

class Rectifier extends tf.layers.Layer {
  static className = 'Rectifier';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => tf.maximum(single(inputs), 0));
  }
}

class Zeros extends tf.layers.Layer {
  static className = 'Zeros';

  constructor(private readonly margin: number) {
    super({});
  }

  override computeOutputShape([batch, height, width, channels]: tf.Shape): tf.Shape {
    return [batch, height! + 2 * this.margin, width! + 2 * this.margin, channels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { margin } = this;
    return tf.pad4d(single(inputs) as tf.Tensor4D, [
      [0, 0],
      [margin, margin],
      [margin, margin],
      [0, 0],
    ]);
  }
}

class Linear extends tf.layers.Layer {
  static className = 'Linear';
  private weight!: tf.LayerVariable;
  private bias!: tf.LayerVariable;

  constructor(private readonly outFeatures: number) {
    super({});
  }

  override build([, features]: tf.Shape): void {
    const normal = tf.initializers.truncatedNormal({ stddev: Math.sqrt(2 / features!) });
    // As PyTorch keeps it: outputs first.
    this.weight = this.addWeight('weight', [this.outFeatures, features], 'float32', normal);
    this.bias = this.addWeight('bias', [this.outFeatures], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, this.outFeatures];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() =>
      tf
        .matMul(single(inputs) as tf.Tensor2D, this.weight.read() as tf.Tensor2D, false, true)
        .add(this.bias.read()),
    );
  }
}

const relu = () => new Rectifier({});
const pool = () => tf.layers.maxPooling2d({ poolSize: 3, strides: 2 });
const conv = (filters: number, kernelSize: number) => [
  new Zeros((kernelSize - 1) / 2),
  tf.layers.conv2d({ filters, kernelSize }),
  relu(),
];

function createModel(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  const layers = [
    tf.layers.conv2d({ filters: 64, kernelSize: 11, strides: 4 }),
    relu(),
    pool(),
    ...conv(192, 5),
    pool(),
    ...conv(384, 3),
    ...conv(256, 3),
    ...conv(256, 3),
    pool(),
    tf.layers.reshape({ targetShape: [9216] }),
    tf.layers.dropout({ rate: 0.5 }),
    new Linear(4096),
    relu(),
    tf.layers.dropout({ rate: 0.5 }),
    new Linear(4096),
    relu(),
    new Linear(3),
  ];
  const output = layers.reduce((x: tf.SymbolicTensor, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
