import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// In the manner of torchvision: a class with _make_layer and a running number of channels, He's initialization, no biases.

type Node = tf.SymbolicTensor;

class Bottleneck {
  static readonly expansion = 4;

  constructor(
    private readonly planes: number,
    private readonly stride = 1,
    private readonly downsample?: (x: Node) => Node,
  ) {}

  forward(x: Node): Node {
    const identity = this.downsample ? this.downsample(x) : x;
    let out = ResNet.relu(ResNet.bn(ResNet.conv1x1(x, this.planes)));
    out = ResNet.relu(ResNet.bn(ResNet.conv3x3(out, this.planes, this.stride)));
    out = ResNet.bn(ResNet.conv1x1(out, this.planes * Bottleneck.expansion));
    return ResNet.relu(tf.layers.add().apply([out, identity]) as Node);
  }
}

class ResNet {
  private inplanes = 64;

  constructor(private readonly layers: [number, number, number, number]) {}

  static conv(x: Node, filters: number, kernelSize: number, strides: number): Node {
    const padding = Math.floor(kernelSize / 2);
    const padded = padding > 0 ? (tf.layers.zeroPadding2d({ padding }).apply(x) as Node) : x;
    const kernelInitializer = tf.initializers.varianceScaling({
      scale: 2,
      mode: 'fanOut',
      distribution: 'normal',
    });
    const kernelRegularizer = tf.regularizers.l2({ l2: 1e-4 });
    return tf.layers
      .conv2d({ filters, kernelSize, strides, useBias: false, kernelInitializer, kernelRegularizer })
      .apply(padded) as Node;
  }
  static conv1x1 = (x: Node, filters: number, stride = 1) => ResNet.conv(x, filters, 1, stride);
  static conv3x3 = (x: Node, filters: number, stride = 1) => ResNet.conv(x, filters, 3, stride);
  static bn = (x: Node) => tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }).apply(x) as Node;
  static relu = (x: Node) => tf.layers.reLU().apply(x) as Node;

  private makeLayer(x: Node, planes: number, blocks: number, stride = 1): Node {
    const out = planes * Bottleneck.expansion;
    const downsample =
      stride !== 1 || this.inplanes !== out
        ? (input: Node) => ResNet.bn(ResNet.conv1x1(input, out, stride))
        : undefined;
    x = new Bottleneck(planes, stride, downsample).forward(x);
    this.inplanes = out;
    for (let block = 1; block < blocks; block++) x = new Bottleneck(planes).forward(x);
    return x;
  }

  build(shape: [number, number, number]): tf.LayersModel {
    const input = tf.input({ shape });
    let x = ResNet.relu(ResNet.bn(ResNet.conv(input, 64, 7, 2)));
    x = tf.layers.zeroPadding2d({ padding: 1 }).apply(x) as Node;
    x = tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(x) as Node;
    x = this.makeLayer(x, 64, this.layers[0]);
    x = this.makeLayer(x, 128, this.layers[1], 2);
    x = this.makeLayer(x, 256, this.layers[2], 2);
    x = this.makeLayer(x, 512, this.layers[3], 2);
    x = tf.layers.globalAveragePooling2d({}).apply(x) as Node;
    return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3 }).apply(x) as Node });
  }
}

export default defineTraining({
  model: (shape: [number, number, number] = [256, 256, 1]) => new ResNet([3, 4, 6, 3]).build(shape),
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
