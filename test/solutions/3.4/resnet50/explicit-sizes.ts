import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Written the way it is in PyTorch: every layer is told how many channels come in, and refuses any other number.

class Conv2d extends tf.layers.Layer {
  static className = 'Conv2d';
  private kernel?: tf.LayerVariable;

  constructor(
    private readonly inChannels: number,
    private readonly outChannels: number,
    private readonly size: number,
    private readonly stride = 1,
    private readonly padding = 0,
  ) {
    super({});
  }

  override build(): void {
    this.kernel = this.addWeight(
      'kernel',
      [this.size, this.size, this.inChannels, this.outChannels],
      'float32',
      tf.initializers.heNormal({}),
    );
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    const length = (n: number | null) =>
      n === null ? null : Math.floor((n + 2 * this.padding - this.size) / this.stride) + 1;
    return [inputShape[0], length(inputShape[1]), length(inputShape[2]), this.outChannels];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as tf.Tensor4D[];
    const p: [number, number] = [this.padding, this.padding];
    const padded = this.padding > 0 ? x.pad<tf.Tensor4D>([[0, 0], p, p, [0, 0]]) : x;
    return tf.conv2d(padded, this.kernel!.read() as tf.Tensor4D, this.stride, 'valid');
  }
}

class BatchNorm2d extends tf.layers.Layer {
  static className = 'BatchNorm2d';
  private readonly momentum = 0.1;
  private gamma?: tf.LayerVariable;
  private beta?: tf.LayerVariable;
  private mean?: tf.LayerVariable;
  private variance?: tf.LayerVariable;

  constructor(private readonly channels: number) {
    super({});
  }

  override build(): void {
    const ones = tf.initializers.ones();
    const zeros = tf.initializers.zeros();
    this.gamma = this.addWeight('gamma', [this.channels], 'float32', ones);
    this.beta = this.addWeight('beta', [this.channels], 'float32', zeros);
    this.mean = this.addWeight('mean', [this.channels], 'float32', zeros, undefined, false);
    this.variance = this.addWeight('variance', [this.channels], 'float32', ones, undefined, false);
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: Record<string, unknown>): tf.Tensor {
    return tf.tidy(() => {
      const [x] = [inputs].flat() as tf.Tensor4D[];
      const of = (weight?: tf.LayerVariable) => weight!.read() as tf.Tensor1D;
      if (!training)
        return tf.batchNorm(x, of(this.mean), of(this.variance), of(this.beta), of(this.gamma), 1e-5);
      const { mean, variance } = tf.moments(x, [0, 1, 2]);
      const follow = (weight: tf.LayerVariable | undefined, now: tf.Tensor) =>
        weight!.write(
          of(weight)
            .mul(1 - this.momentum)
            .add(now.mul(this.momentum)),
        );
      follow(this.mean, mean);
      follow(this.variance, variance);
      return tf.batchNorm(
        x,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        of(this.beta),
        of(this.gamma),
        1e-5,
      );
    });
  }
}

class Linear extends tf.layers.Layer {
  static className = 'Linear';
  private weight?: tf.LayerVariable;
  private bias?: tf.LayerVariable;

  constructor(
    private readonly inFeatures: number,
    private readonly outFeatures: number,
  ) {
    super({});
  }

  override build(): void {
    const initializer = tf.initializers.glorotUniform({});
    this.weight = this.addWeight('weight', [this.inFeatures, this.outFeatures], 'float32', initializer);
    this.bias = this.addWeight('bias', [this.outFeatures], 'float32', tf.initializers.zeros());
    this.built = true;
  }

  override computeOutputShape([batch]: tf.Shape): tf.Shape {
    return [batch, this.outFeatures];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x] = [inputs].flat() as tf.Tensor2D[];
    return tf.matMul(x, this.weight!.read()).add(this.bias!.read());
  }
}

const apply = (layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]) =>
  layer.apply(x) as tf.SymbolicTensor;
const relu = (x: tf.SymbolicTensor) => apply(tf.layers.reLU(), x);

const expansion = 4;

class Bottleneck {
  private readonly conv1: tf.layers.Layer;
  private readonly bn1: tf.layers.Layer;
  private readonly conv2: tf.layers.Layer;
  private readonly bn2: tf.layers.Layer;
  private readonly conv3: tf.layers.Layer;
  private readonly bn3: tf.layers.Layer;
  private readonly shortcut: tf.layers.Layer[] = [];

  constructor(inChannels: number, channels: number, stride: number) {
    this.conv1 = new Conv2d(inChannels, channels, 1);
    this.bn1 = new BatchNorm2d(channels);
    this.conv2 = new Conv2d(channels, channels, 3, stride, 1);
    this.bn2 = new BatchNorm2d(channels);
    this.conv3 = new Conv2d(channels, channels * expansion, 1);
    this.bn3 = new BatchNorm2d(channels * expansion);
    if (stride !== 1 || inChannels !== channels * expansion)
      this.shortcut = [
        new Conv2d(inChannels, channels * expansion, 1, stride),
        new BatchNorm2d(channels * expansion),
      ];
  }

  forward(x: tf.SymbolicTensor): tf.SymbolicTensor {
    let out = relu(apply(this.bn1, apply(this.conv1, x)));
    out = relu(apply(this.bn2, apply(this.conv2, out)));
    out = apply(this.bn3, apply(this.conv3, out));
    const identity = this.shortcut.reduce((y, layer) => apply(layer, y), x);
    return relu(apply(tf.layers.add(), [out, identity]));
  }
}

function makeLayer(inChannels: number, channels: number, blocks: number, stride: number): Bottleneck[] {
  const layers = [new Bottleneck(inChannels, channels, stride)];
  for (let i = 1; i < blocks; i++) layers.push(new Bottleneck(channels * expansion, channels, 1));
  return layers;
}

function resnet50(inputShape = [256, 256, 1]): tf.LayersModel {
  const input = tf.input({ shape: inputShape });
  let x = relu(apply(new BatchNorm2d(64), apply(new Conv2d(1, 64, 7, 2, 3), input)));
  x = apply(tf.layers.zeroPadding2d({ padding: 1 }), x);
  x = apply(tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }), x);
  const layers = [
    ...makeLayer(64, 64, 3, 1),
    ...makeLayer(64 * expansion, 128, 4, 2),
    ...makeLayer(128 * expansion, 256, 6, 2),
    ...makeLayer(256 * expansion, 512, 3, 2),
  ];
  for (const block of layers) x = block.forward(x);
  x = apply(tf.layers.globalAveragePooling2d({}), x);
  x = apply(tf.layers.dropout({ rate: 0.2 }), x);
  return tf.model({ inputs: input, outputs: apply(new Linear(512 * expansion, 3), x) });
}

export default defineTraining({
  name: 'explicit sizes',
  model: resnet50,
  epochs: 10,
  batchSize: 16,
  optimizer: () => tf.train.adam(1e-3),
  augment: (images) => {
    const flip = tf.randomUniform([images.shape[0], 1, 1, 1]).greater(0.5).toFloat();
    return images.mul(flip).add(images.reverse(2).mul(tf.sub(1, flip)));
  },
});
