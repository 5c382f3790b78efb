import * as tf from '@tensorflow/tfjs';
import { Compose, defineTraining, RandGaussianNoise, RandomAffine, RandomHorizontalFlip } from 'lits';

// Functions that return functions; the network is a list of them.

type Step = (x: tf.SymbolicTensor) => tf.SymbolicTensor;

const chain =
  (...steps: Step[]): Step =>
  (x) =>
    steps.reduce((y, step) => step(y), x);

const layer =
  (make: () => tf.layers.Layer): Step =>
  (x) =>
    make().apply(x) as tf.SymbolicTensor;

const conv = (filters: number, kernelSize: number, strides = 1) =>
  layer(() => tf.layers.conv2d({ filters, kernelSize, strides, padding: 'same', useBias: false }));
const norm = layer(() => tf.layers.batchNormalization());
const relu = layer(() => tf.layers.reLU());

const shortcutAround =
  (detour: Step, direct: Step = (x) => x): Step =>
  (x) =>
    tf.layers.add().apply([direct(x), detour(x)]) as tf.SymbolicTensor;

const unit = (n: number, strides: number, direct?: Step): Step =>
  chain(
    shortcutAround(
      chain(conv(n, 1), norm, relu, conv(n, 3, strides), norm, relu, conv(4 * n, 1), norm),
      direct,
    ),
    relu,
  );

const stage = (n: number, count: number, strides: number): Step =>
  chain(
    unit(n, strides, chain(conv(4 * n, 1, strides), norm)),
    ...Array.from({ length: count - 1 }, () => unit(n, 1)),
  );

const network = chain(
  conv(64, 7, 2),
  norm,
  relu,
  layer(() => tf.layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' })),
  stage(64, 3, 1),
  stage(128, 4, 2),
  stage(256, 6, 2),
  stage(512, 3, 2),
  layer(() => tf.layers.globalAveragePooling2d({})),
  layer(() => tf.layers.dropout({ rate: 0.3 })),
  layer(() => tf.layers.dense({ units: 3 })),
);

export default defineTraining({
  model: () => {
    const slices = tf.input({ shape: [256, 256, 1] });
    return tf.model({ inputs: slices, outputs: network(slices) });
  },
  epochs: 8,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 5e-4 },
  augment: new Compose([
    new RandomHorizontalFlip(),
    new RandomAffine({ degrees: 10, translate: [0.05, 0.05], interpolation: 'bilinear' }),
    new RandGaussianNoise({ prob: 0.5, std: 0.05 }),
  ]),
});
