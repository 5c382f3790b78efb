import * as tf from '@tensorflow/tfjs';
import { defineTraining } from 'lits';

// Each stage is a model of its own; the head is a 1 x 1 convolution; 1 x 1 pools subsample before the projections.

type Node = tf.SymbolicTensor;
type Step = (x: Node) => Node;

const chain =
  (...steps: Step[]): Step =>
  (x) =>
    steps.reduce((y, step) => step(y), x);
const layer =
  (make: () => tf.layers.Layer): Step =>
  (x) =>
    make().apply(x) as Node;

const convolve = (filters: number, kernelSize: number, strides = 1) =>
  layer(() => tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false }));
const normalize = layer(() => tf.layers.batchNormalization());
const rectify = layer(() => tf.layers.reLU());
const subsample = layer(() => tf.layers.maxPooling2d({ poolSize: 1, strides: 2 }));

const branch = (filters: number, strides: number) =>
  chain(
    convolve(filters, 1),
    normalize,
    rectify,
    convolve(filters, 3, strides),
    normalize,
    rectify,
    convolve(4 * filters, 1),
    normalize,
  );
const project = (filters: number, strides: number) =>
  chain(...(strides > 1 ? [subsample] : []), convolve(4 * filters, 1), normalize);
const add = (one: Step, other: Step): Step =>
  chain((x) => tf.layers.add().apply([one(x), other(x)]) as Node, rectify);

function stage(shape: number[], filters: number, depth: number, strides: number): tf.LayersModel {
  const input = tf.input({ shape });
  const blocks = Array.from({ length: depth }, (_, index) =>
    index === 0
      ? add(branch(filters, strides), project(filters, strides))
      : add(branch(filters, 1), (x) => x),
  );
  return tf.model({ inputs: input, outputs: chain(...blocks)(input) });
}

function createModel(): tf.LayersModel {
  const input = tf.input({ shape: [256, 256, 1] });
  let x = chain(
    convolve(64, 7, 2),
    normalize,
    rectify,
    layer(() => tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  )(input);
  const depths = [3, 4, 6, 3];
  depths.forEach((depth, index) => {
    const model = stage(x.shape.slice(1) as number[], 64 << index, depth, index === 0 ? 1 : 2);
    x = model.apply(x) as Node;
  });
  x = tf.layers.averagePooling2d({ poolSize: [8, 8] }).apply(x) as Node;
  x = tf.layers.dropout({ rate: 0.4 }).apply(x) as Node;
  x = tf.layers.conv2d({ filters: 3, kernelSize: 1 }).apply(x) as Node;
  return tf.model({ inputs: input, outputs: tf.layers.flatten().apply(x) as Node });
}

export default defineTraining({
  model: createModel,
  epochs: 10,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 1e-3 },
  augment: (slices) => (Math.random() < 0.5 ? slices.reverse(2) : slices),
});
