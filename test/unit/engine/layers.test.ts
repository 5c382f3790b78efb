import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { testPrograms, values, type Program } from './compare';

type Layer = tf.layers.Layer;

interface Case {
  /** Shapes of the inputs, batch included; default: one picture batch. */
  inputs?: number[][];
  make: () => Layer;
  training?: boolean;
}

const pictures = [2, 7, 8, 3];
const rows = [3, 6];

/** Output, gradient for each input and each trainable weight of a weighted sum, and the weights afterwards (batch norm moves). */
const applied =
  ({ inputs = [pictures], make, training = true }: Case): Program =>
  () => {
    const layer = make();
    const symbolic = inputs.map((shape) => tf.input({ shape: shape.slice(1) }));
    const model = tf.model({
      inputs: symbolic,
      outputs: layer.apply(symbolic.length === 1 ? symbolic[0] : symbolic) as tf.SymbolicTensor,
    });
    model.setWeights(model.getWeights().map(({ shape }, index) => values(shape, 40 + index, 0.1, 1)));
    const xs = inputs.map((shape, index) => tf.variable(values(shape, 10 + index)));
    const weights = model.trainableWeights.map((weight) => weight.read() as tf.Variable);
    let output: tf.Tensor | undefined;
    const run = () => {
      const result = model.apply(xs.length === 1 ? xs[0] : xs, { training }) as tf.Tensor;
      output = tf.keep(result);
      return tf.sum<tf.Scalar>(tf.mul(result, values(result.shape, 5)));
    };
    const { grads } = tf.variableGrads(run, [...xs, ...weights]);
    return [output!, ...Object.values(grads), ...model.getWeights()];
  };

const activations = [
  'elu',
  'hardSigmoid',
  'linear',
  'relu',
  'relu6',
  'selu',
  'sigmoid',
  'softmax',
  'softplus',
  'softsign',
  'tanh',
  'swish',
  'mish',
  'gelu',
  'gelu_new',
] as const;

const { layers } = tf;

const cases: Record<string, Case> = {
  ...Object.fromEntries(
    activations.flatMap((activation): [string, Case][] => [
      [`activation ${activation}`, { make: () => layers.activation({ activation }) }],
      [`dense with ${activation}`, { inputs: [rows], make: () => layers.dense({ units: 4, activation }) }],
      [
        `conv2d with ${activation}`,
        { make: () => layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', activation }) },
      ],
    ]),
  ),
  elu: { make: () => layers.elu({ alpha: 1 }) },
  reLU: { make: () => layers.reLU({}) },
  'reLU with a maximum': { make: () => layers.reLU({ maxValue: 1.5 }) },
  leakyReLU: { make: () => layers.leakyReLU({ alpha: 0.2 }) },
  prelu: { make: () => layers.prelu({}) },
  'prelu, slopes shared over the picture': { make: () => layers.prelu({ sharedAxes: [1, 2] }) },
  softmax: { inputs: [rows], make: () => layers.softmax() },
  ...Object.fromEntries(
    ([true, false] as const).flatMap((training): [string, Case][] => [
      [`batchNormalization, training ${training}`, { make: () => layers.batchNormalization({}), training }],
      [
        `batchNormalization of rows, training ${training}`,
        { inputs: [rows], make: () => layers.batchNormalization({ momentum: 0.9, epsilon: 1e-5 }), training },
      ],
      [`dropout, training ${training}`, { make: () => layers.dropout({ rate: 0.4, seed: 5 }), training }],
    ]),
  ),
  layerNormalization: { make: () => layers.layerNormalization({}) },
  'layerNormalization over the picture': { make: () => layers.layerNormalization({ axis: [1, 2, 3] }) },
  'dropout with a noise shape': { make: () => layers.dropout({ rate: 0.4, noiseShape: [2, 1, 1, 3] }) },
  gaussianNoise: { make: () => layers.gaussianNoise({ stddev: 0.3 }) },
  gaussianDropout: { make: () => layers.gaussianDropout({ rate: 0.3 }) },
  alphaDropout: { make: () => layers.alphaDropout({ rate: 0.3 }) },
  spatialDropout1d: { inputs: [[2, 5, 3]], make: () => layers.spatialDropout1d({ rate: 0.4, seed: 2 }) },
  'conv2d, strided': { make: () => layers.conv2d({ filters: 4, kernelSize: 3, strides: 2 }) },
  'conv2d, 1x1': { make: () => layers.conv2d({ filters: 4, kernelSize: 1, useBias: false }) },
  conv1d: { inputs: [[2, 9, 3]], make: () => layers.conv1d({ filters: 4, kernelSize: 3, strides: 2 }) },
  conv2dTranspose: {
    make: () => layers.conv2dTranspose({ filters: 4, kernelSize: 3, strides: 2, padding: 'same' }),
  },
  maxPooling2d: { make: () => layers.maxPooling2d({ poolSize: 2 }) },
  'maxPooling2d, overlapping': {
    make: () => layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  },
  averagePooling2d: { make: () => layers.averagePooling2d({ poolSize: 3, strides: 2 }) },
  maxPooling1d: { inputs: [[2, 9, 3]], make: () => layers.maxPooling1d({ poolSize: 2 }) },
  averagePooling1d: { inputs: [[2, 9, 3]], make: () => layers.averagePooling1d({ poolSize: 2 }) },
  globalAveragePooling1d: { inputs: [[2, 9, 3]], make: () => layers.globalAveragePooling1d() },
  globalAveragePooling2d: { make: () => layers.globalAveragePooling2d({}) },
  globalMaxPooling1d: { inputs: [[2, 9, 3]], make: () => layers.globalMaxPooling1d() },
  globalMaxPooling2d: { make: () => layers.globalMaxPooling2d({}) },
  flatten: { make: () => layers.flatten() },
  reshape: { make: () => layers.reshape({ targetShape: [8, 21] }) },
  permute: { make: () => layers.permute({ dims: [3, 1, 2] }) },
  repeatVector: { inputs: [rows], make: () => layers.repeatVector({ n: 3 }) },
  cropping2D: {
    make: () =>
      layers.cropping2D({
        cropping: [
          [1, 2],
          [0, 3],
        ],
      }),
  },
  zeroPadding2d: {
    make: () =>
      layers.zeroPadding2d({
        padding: [
          [1, 2],
          [0, 3],
        ],
      }),
  },
  rescaling: { make: () => layers.rescaling({ scale: 0.5, offset: -1 }) },
  ...Object.fromEntries(
    (['add', 'average', 'concatenate', 'maximum', 'minimum', 'multiply'] as const).map(
      (name): [string, Case] => [
        name,
        { inputs: [pictures, pictures, pictures], make: () => layers[name]() },
      ],
    ),
  ),
  'concatenate along the height': {
    inputs: [pictures, [2, 3, 8, 3]],
    make: () => layers.concatenate({ axis: 1 }),
  },
  dot: { inputs: [rows, rows], make: () => layers.dot({ axes: -1 }) },
  'dot, normalized': { inputs: [rows, rows], make: () => layers.dot({ axes: -1, normalize: true }) },
};

describe('a layer gives the outputs, gradients and weights of the cpu backend', () => {
  testPrograms(Object.fromEntries(Object.entries(cases).map(([name, single]) => [name, applied(single)])));
});

const onPictures =
  (make: () => Layer): Program =>
  () => [make().apply(values(pictures, 1)) as tf.Tensor];

/** Without a gradient, or with one that TensorFlow.js does not have. */
const forwardOnly: Record<string, Program> = {
  thresholdedReLU: onPictures(() => layers.thresholdedReLU({ theta: 0.7 })),
  'conv2d, dilated': onPictures(() =>
    layers.conv2d({
      filters: 4,
      kernelSize: 3,
      dilationRate: 2,
      padding: 'same',
      kernelInitializer: tf.initializers.heNormal({ seed: 1 }),
    }),
  ),
  'averagePooling2d, padded': onPictures(() =>
    layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
  ),
  embedding: () => {
    const layer = layers.embedding({ inputDim: 5, outputDim: 3, embeddingsInitializer: 'ones' });
    layer.apply(tf.input({ shape: [4] }));
    layer.setWeights([values([5, 3], 1)]);
    const x = tf.tensor2d([0, 1, 4, 2, 3, 3, 1, 0], [2, 4]);
    return [layer.apply(x) as tf.Tensor];
  },
  masking: () => [
    layers.masking({ maskValue: 0 }).apply(tf.tensor3d([0, 0, 1, 0, 2, 3], [1, 3, 2])) as tf.Tensor,
  ],
};

describe('a layer gives the outputs of the cpu backend', () => {
  testPrograms(forwardOnly);
});

describe('padded average pooling', () => {
  // The `cpu` backend divides its gradient by the whole window, and is wrong at the border.
  it('has the gradient of its output, at the border too', async () => {
    await startEngine();
    const x = values([1, 5, 4, 1], 1);
    const direction = values([1, 5, 4, 1], 2);
    const pooled = (at: tf.Tensor) => tf.sum(tf.square(tf.avgPool(at as tf.Tensor4D, 3, 2, 'same')));
    const along = tf.sum(tf.mul(tf.grad(pooled)(x), direction)).dataSync()[0];
    const step = 1e-2;
    const [after, before] = [step, -step].map(
      (size) => pooled(tf.add(x, tf.mul(direction, size))).dataSync()[0],
    );
    expect(along).toBeCloseTo((after - before) / (2 * step), 3);
  });
});
