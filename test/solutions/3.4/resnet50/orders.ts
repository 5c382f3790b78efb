import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// A generator hands out the layers one after the other; what a block begins with is remembered under a name.

type Node = tf.SymbolicTensor;

type Order =
  | { layer: tf.layers.Layer; from?: string; as?: string }
  | { sum: readonly [string, string] }
  | { remember: string };

const conv = (filters: number, kernelSize: number, strides = 1) =>
  tf.layers.conv2d({
    filters,
    kernelSize,
    strides,
    padding: 'same',
    useBias: false,
    kernelInitializer: 'glorotNormal',
  });
const norm = () => tf.layers.batchNormalization({ momentum: 0.95 });
const relu = () => tf.layers.activation({ activation: 'relu' });

function* bottleneck(width: number, strides: number, projects: boolean): Generator<Order> {
  yield { remember: 'input' };
  if (projects) {
    yield { layer: conv(4 * width, 1, strides) };
    yield { layer: norm() };
  }
  yield { remember: 'shortcut' };
  yield { layer: conv(width, 1, 1), from: 'input' };
  yield { layer: norm() };
  yield { layer: relu() };
  yield { layer: conv(width, 3, strides) };
  yield { layer: norm() };
  yield { layer: relu() };
  yield { layer: conv(4 * width, 1, 1) };
  yield { layer: norm(), as: 'branch' };
  yield { sum: ['branch', 'shortcut'] };
  yield { layer: relu() };
}

function* resnet50(): Generator<Order> {
  yield { layer: conv(64, 7, 2) };
  yield { layer: norm() };
  yield { layer: relu() };
  yield { layer: tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }) };
  for (const [stage, count] of [3, 4, 6, 3].entries()) {
    yield* bottleneck(2 ** (6 + stage), stage === 0 ? 1 : 2, true);
    for (let block = 1; block < count; block++) yield* bottleneck(2 ** (6 + stage), 1, false);
  }
  yield { layer: tf.layers.globalAveragePooling2d({ name: 'average' }) };
  yield { layer: tf.layers.dropout({ rate: 0.2 }) };
  yield { layer: tf.layers.dense({ units: 3, name: 'logits' }) };
}

function createModel(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  const kept = new Map<string, Node>();
  let x = input;
  for (const order of resnet50())
    if ('remember' in order) kept.set(order.remember, x);
    else if ('sum' in order) x = tf.layers.add().apply(order.sum.map((name) => kept.get(name)!)) as Node;
    else {
      x = order.layer.apply(order.from === undefined ? x : kept.get(order.from)!) as Node;
      if (order.as !== undefined) kept.set(order.as, x);
    }
  return tf.model({ inputs: input, outputs: x });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
