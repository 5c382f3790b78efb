import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Convolution, ReLU and pool are one layer; the weights are made by hand and the operations called directly.

interface Plan {
  filters: number;
  size: number;
  stride?: number;
  pad?: 'same' | 'valid';
  pools?: boolean;
}

class ConvReluPool extends tf.layers.Layer {
  static className = 'ConvReluPool';
  private filter!: tf.LayerVariable;
  private offset!: tf.LayerVariable;

  constructor(private readonly plan: Plan) {
    super({});
  }

  override build(inputShape: tf.Shape): void {
    const { filters, size } = this.plan;
    const channels = inputShape[inputShape.length - 1]!;
    const initializer = tf.initializers.heNormal({});
    this.filter = this.addWeight('filter', [size, size, channels, filters], 'float32', initializer);
    this.offset = this.addWeight('offset', [filters], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch, height, width]: tf.Shape): tf.Shape {
    const { filters, size, stride = 1, pad = 'same', pools = false } = this.plan;
    const along = (n: number | null) => {
      if (n === null) return null;
      const convolved = pad === 'same' ? Math.ceil(n / stride) : Math.floor((n - size) / stride) + 1;
      return pools ? Math.floor((convolved - 3) / 2) + 1 : convolved;
    };
    return [batch, along(height), along(width), filters];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const { stride = 1, pad = 'same', pools = false } = this.plan;
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const filter = this.filter.read() as tf.Tensor4D;
      const y = tf.relu<tf.Tensor4D>(tf.conv2d(x, filter, stride, pad).add(this.offset.read()));
      return pools ? tf.maxPool(y, 3, 2, 'valid') : y;
    });
  }
}

class Head extends tf.layers.Layer {
  static className = 'Head';
  private readonly parts = [
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 4096, activation: 'relu' }),
    tf.layers.dropout({ rate: 0.5 }),
    tf.layers.dense({ units: 4096, activation: 'relu' }),
    tf.layers.dense({ units: 3 }),
  ];

  override build([batch, ...rest]: tf.Shape): void {
    let shape: tf.Shape = [batch, (rest as number[]).reduce((a, b) => a * b, 1)];
    for (const part of this.parts) {
      part.build(shape);
      part.built = true;
      shape = part.computeOutputShape(shape) as tf.Shape;
    }
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, 3];
  }

  override call(inputs: tf.Tensor | tf.Tensor[], options: Record<string, unknown>): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    const flat = x.reshape<tf.Tensor>([x.shape[0], -1]);
    return this.parts.reduce((y, part) => part.apply(y, options) as tf.Tensor, flat);
  }

  override get trainableWeights() {
    return this.parts.flatMap((part) => part.trainableWeights);
  }
}

function model(inputShape = [256, 256, 1]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  const layers = [
    new ConvReluPool({ filters: 96, size: 11, stride: 4, pad: 'valid', pools: true }),
    new ConvReluPool({ filters: 256, size: 5, pools: true }),
    new ConvReluPool({ filters: 384, size: 3 }),
    new ConvReluPool({ filters: 384, size: 3 }),
    new ConvReluPool({ filters: 256, size: 3, pools: true }),
    new Head({}),
  ];
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

export default defineTraining({
  model,
  epochs: 10,
  batchSize: 24,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (images) => {
    const flip = tf.randomUniform([images.shape[0], 1, 1, 1]).greater(0.5).toFloat();
    return images.mul(flip).add(images.reverse(2).mul(tf.sub(1, flip)));
  },
});
