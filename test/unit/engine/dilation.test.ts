import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { expectClose, runOn, testSlopes, values, withGradients } from './compare';

type Pad = 'same' | 'valid' | number;

const plain =
  (pad: Pad, dilations: number | [number, number]) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad, 'NHWC', dilations);

const depthwise =
  (pad: Pad, dilations: number) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, pad, 'NHWC', dilations);

const shapes = [
  [2, 7, 8, 2],
  [3, 3, 2, 3],
];
const small = [
  [1, 5, 6, 1],
  [2, 2, 1, 2],
];

describe('the gradients of a dilated convolution', () => {
  testSlopes({
    'same padding': { shapes, run: plain('same', 2) },
    'valid padding': { shapes, run: plain('valid', 2) },
    'padding by a number': { shapes, run: plain(3, 2) },
    'another rate along each axis': { shapes, run: plain('same', [1, 3]) },
    'an even filter': { shapes: small, run: plain('same', 2) },
    'channels first': {
      shapes: [
        [2, 2, 7, 8],
        [3, 3, 2, 3],
      ],
      run: (x, filter) => tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NCHW', 2),
    },
    'depthwise, same padding': { shapes, run: depthwise('same', 2) },
    'depthwise, valid padding': { shapes, run: depthwise('valid', 3) },
    'of its gradient': {
      shapes: small,
      run: (x, filter) => tf.grad((at: tf.Tensor) => tf.sum(tf.square(plain('same', 2)(at, filter))))(x),
    },
  });
});

/** A dilated convolution as one that is not, with the filter spread out by zeros: what every backend can do. */
function spreadOut(x: tf.Tensor, filter: tf.Tensor): tf.Tensor {
  const [height, width, inputs, outputs] = filter.shape;
  const zeros = tf.pad(tf.reshape(filter, [height, 1, width, 1, inputs, outputs]), [
    [0, 0],
    [0, 1],
    [0, 0],
    [0, 1],
    [0, 0],
    [0, 0],
  ] as unknown as [number, number][]);
  const spread = tf.slice(
    tf.reshape(zeros, [2 * height, 2 * width, inputs, outputs]),
    [0, 0, 0, 0],
    [2 * height - 1, 2 * width - 1, inputs, outputs],
  );
  return tf.conv2d(x as tf.Tensor4D, spread as tf.Tensor4D, 1, 'same');
}

describe('a dilated convolution', () => {
  beforeAll(() => startEngine());

  it('has the outputs and gradients of one with zeros in its filter', async () => {
    const inputs = () => shapes.map((shape, index) => values(shape, 1 + index));
    const actual = await runOn('onnx', () => withGradients(inputs(), plain('same', 2)));
    expectClose(actual, await runOn('cpu', () => withGradients(inputs(), spreadOut)));
  });

  it('is still refused by the gradients of another backend', async () => {
    const inputs = shapes.map((shape) => tf.ones(shape));
    await expect(runOn('cpu', () => withGradients(inputs, plain('same', 2)))).rejects.toThrow(/dilation/);
  });
});

describe('a dilated layer', () => {
  const layers: Readonly<Record<string, () => tf.layers.Layer>> = {
    'conv2d, linear': () => tf.layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, padding: 'same' }),
    'conv2d, relu': () =>
      tf.layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: 2, activation: 'relu' }),
    'conv2d, channels first': () =>
      tf.layers.conv2d({ filters: 3, kernelSize: 3, dilationRate: [2, 1], dataFormat: 'channelsFirst' }),
    'depthwiseConv2d, tanh': () =>
      tf.layers.depthwiseConv2d({ kernelSize: 3, dilationRate: 2, padding: 'same', activation: 'tanh' }),
    separableConv2d: () => tf.layers.separableConv2d({ filters: 3, kernelSize: 3, dilationRate: 2 }),
  };

  beforeAll(() => startEngine());

  it.each(Object.entries(layers))('%s learns', async (_, make) => {
    const [losses] = await runOn('onnx', () => {
      const layer = make();
      const x = values([2, 9, 9, 9], 1);
      const target = values((layer.apply(x) as tf.Tensor).shape, 2, 0, 1);
      const loss = () =>
        tf.losses.meanSquaredError<tf.Tensor, tf.Scalar>(target, layer.apply(x) as tf.Tensor);
      const sgd = tf.train.sgd(0.05);
      const first = loss().dataSync()[0];
      for (let step = 0; step < 5; step++) sgd.minimize(loss);
      return [[first, loss().dataSync()[0]]];
    });
    expect(losses[1]).toBeLessThan(losses[0]);
  });
});
