import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// A residual layer takes any branch and any shortcut, as Residual(fn) does; blocks are a list that is folded.

type Node = tf.SymbolicTensor;
type Module = (x: Node) => Node;

const sequence =
  (...modules: Module[]): Module =>
  (x) =>
    modules.reduce((y, module) => module(y), x);
const identity: Module = (x) => x;
const conv2d =
  (filters: number, kernelSize: number, stride = 1, padding = 0): Module =>
  (x) => {
    const padded = padding > 0 ? (tf.layers.zeroPadding2d({ padding }).apply(x) as Node) : x;
    const layer = tf.layers.conv2d({
      filters,
      kernelSize,
      strides: stride,
      useBias: false,
      kernelInitializer: tf.initializers.varianceScaling({
        scale: 2,
        mode: 'fanOut',
        distribution: 'normal',
      }),
      kernelRegularizer: tf.regularizers.l2({ l2: 5e-5 }),
    });
    return layer.apply(padded) as Node;
  };
const batchNorm: Module = (x) =>
  tf.layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }).apply(x) as Node;
const relu: Module = (x) => tf.layers.reLU().apply(x) as Node;

class AddTensors extends tf.layers.Layer {
  static className = 'AddTensors';

  override computeOutputShape(shapes: tf.Shape | tf.Shape[]): tf.Shape {
    return (shapes as tf.Shape[])[1];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.addN(inputs as tf.Tensor[]);
  }
}

const residual =
  (branch: Module, shortcut: Module): Module =>
  (x) =>
    relu(new AddTensors({}).apply([shortcut(x), branch(x)]) as Node);

interface Settings {
  planes: number;
  stride: number;
  isFirst: boolean;
}

const block = ({ planes, stride, isFirst }: Settings): Module =>
  residual(
    sequence(
      conv2d(planes, 1),
      batchNorm,
      relu,
      conv2d(planes, 3, stride, 1),
      batchNorm,
      relu,
      conv2d(4 * planes, 1),
      batchNorm,
    ),
    isFirst ? sequence(conv2d(4 * planes, 1, stride), batchNorm) : identity,
  );

const settings = [3, 4, 6, 3].flatMap((depth, stage) =>
  Array.from({ length: depth }, (_, index): Settings => ({
    planes: 64 * 2 ** stage,
    stride: stage > 0 && index === 0 ? 2 : 1,
    isFirst: index === 0,
  })),
);

const maxPool: Module = (x) => {
  const padded = tf.layers.zeroPadding2d({ padding: 1 }).apply(x) as Node;
  return tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(padded) as Node;
};

const network = sequence(
  conv2d(64, 7, 2, 3),
  batchNorm,
  relu,
  maxPool,
  ...settings.map(block),
  (x) =>
    tf.layers.averagePooling2d({ poolSize: [x.shape[1]!, x.shape[2]!], padding: 'valid' }).apply(x) as Node,
  (x) => tf.layers.flatten().apply(x) as Node,
  (x) => tf.layers.dense({ units: 3 }).apply(x) as Node,
);

function createModel(shape: [number, number, number] = [256, 256, 1]): tf.LayersModel {
  const slice = tf.input({ shape });
  return tf.model({ inputs: slice, outputs: network(slice) });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
