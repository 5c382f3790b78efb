import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Two groups, as on the two graphics cards of 2012: half of the filters see half of the channels.

class Half extends tf.layers.Layer {
  static className = 'Half';

  constructor(private readonly second: boolean) {
    super({});
  }

  override computeOutputShape([batch, height, width, channels]: tf.Shape): tf.Shape {
    return [batch, height, width, channels! / 2];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0] : inputs;
    return tf.split(x, 2, 3)[this.second ? 1 : 0];
  }
}

type Node = tf.SymbolicTensor;

const convolve = (x: Node, filters: number, kernelSize: number, strides = 1): Node =>
  tf.layers
    .conv2d({ filters, kernelSize, strides, padding: strides > 1 ? 'valid' : 'same', activation: 'relu' })
    .apply(x) as Node;
const pool = (x: Node): Node => tf.layers.maxPooling2d({ poolSize: 3, strides: 2 }).apply(x) as Node;

function inTwoGroups(x: Node, filters: number, kernelSize: number): Node {
  const halves = [false, true].map((second) => new Half(second).apply(x) as Node);
  const results = halves.map((half) => convolve(half, filters / 2, kernelSize));
  return tf.layers.concatenate().apply(results) as Node;
}

function createModel(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  let x = pool(convolve(input, 96, 11, 4));
  x = pool(inTwoGroups(x, 256, 5));
  x = convolve(x, 384, 3);
  x = inTwoGroups(x, 384, 3);
  x = pool(inTwoGroups(x, 256, 3));
  x = tf.layers.flatten().apply(x) as Node;
  for (const units of [4096, 4096]) {
    x = tf.layers.dropout({ rate: 0.5 }).apply(x) as Node;
    x = tf.layers.dense({ units, activation: 'relu' }).apply(x) as Node;
  }
  return tf.model({ inputs: input, outputs: tf.layers.dense({ units: 3 }).apply(x) as Node });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
