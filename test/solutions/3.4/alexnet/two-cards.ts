import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Every layer with weights lies on two cards, the dense ones too. A row of pairs: what each card takes is its own, or both joined.

type Node = tf.SymbolicTensor;
type Pair = readonly [Node, Node];

const joined = (pair: Pair): Node => tf.layers.concatenate().apply([...pair]) as Node;
const onEach = (pair: Pair, layer: () => tf.layers.Layer): Pair => {
  const [one, other] = pair.map((x) => layer().apply(x) as Node);
  return [one, other];
};
/** Both cards work on all that both have computed. */
const onAll = (pair: Pair, layer: () => tf.layers.Layer): Pair => {
  const all = joined(pair);
  return onEach([all, all], layer);
};

const conv =
  (filters: number, kernelSize: number, strides = 1) =>
  () =>
    tf.layers.conv2d({ filters, kernelSize, strides, padding: strides > 1 ? 'valid' : 'same' });
const relu = () => tf.layers.reLU();
const pool = () => tf.layers.maxPooling2d({ poolSize: 3, strides: 2 });
const dense = (units: number) => () => tf.layers.dense({ units });
const dropout = () => tf.layers.dropout({ rate: 0.5 });

export function createModel(): tf.LayersModel {
  const picture = tf.input({ shape: [256, 256, 1] });
  let cards = onEach(onEach([picture, picture], conv(48, 11, 4)), relu);
  cards = onEach(onEach(onEach(cards, pool), conv(128, 5)), relu);
  cards = onEach(onAll(onEach(cards, pool), conv(192, 3)), relu);
  cards = onEach(onEach(cards, conv(192, 3)), relu);
  cards = onEach(onEach(cards, conv(128, 3)), relu);
  cards = onEach(onEach(cards, pool), () => tf.layers.flatten());
  for (let layer = 6; layer <= 7; layer++) {
    cards = onEach(onAll(cards, dense(2048)), relu);
    cards = onEach(cards, dropout);
  }
  return tf.model({ inputs: picture, outputs: dense(3)().apply(joined(cards)) as Node });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-4 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
