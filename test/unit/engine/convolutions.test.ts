import * as tf from '@tensorflow/tfjs';
import { describe } from 'vitest';
import { testPrograms, testSlopes, values, withGradients, type Program } from './compare';

type Pad = 'same' | 'valid' | number;

const depthwise = (
  size: number,
  strides: number,
  pad: Pad,
  multiplier: number,
  dilations = 1,
): Record<string, Program> => {
  const inputs = () => [values([2, 9, 8, 3], 1), values([size, size, 3, multiplier], 2)];
  const run = (x: tf.Tensor, filter: tf.Tensor) =>
    tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations);
  const name = `${size}x${size}, strides ${strides}, pad ${pad}, multiplier ${multiplier}, dilations ${dilations}`;
  return {
    [name]: () =>
      dilations === 1 ? withGradients(inputs(), run) : [run(...(inputs() as [tf.Tensor, tf.Tensor]))],
  };
};

describe('depthwise convolution', () => {
  testPrograms({
    ...depthwise(3, 1, 'same', 1),
    ...depthwise(3, 1, 'valid', 2),
    ...depthwise(3, 2, 'same', 1),
    ...depthwise(3, 2, 'valid', 2),
    ...depthwise(3, 3, 'valid', 1),
    ...depthwise(5, 2, 2, 1),
    ...depthwise(1, 1, 'same', 2),
    ...depthwise(1, 2, 'valid', 1),
    ...depthwise(2, 1, 'same', 3),
    ...depthwise(3, 1, 'same', 2, 2),
    'fused with bias and relu': () => {
      const [x, filter, bias] = [values([2, 6, 6, 2], 1), values([3, 3, 2, 2], 2), values([4], 3)];
      const fused = tf.fused.depthwiseConv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        bias,
        activation: 'relu',
      });
      return [fused];
    },
    'fused with bias, and its gradients': () =>
      withGradients([values([2, 6, 6, 2], 1), values([3, 3, 2, 1], 2), values([2], 3)], (x, filter, bias) =>
        tf.fused.depthwiseConv2d({
          x: x as tf.Tensor4D,
          filter: filter as tf.Tensor4D,
          strides: 2,
          pad: 'same',
          bias,
        }),
      ),
    'bias, relu and max pool in a row': () =>
      withGradients([values([2, 6, 6, 3], 1), values([3, 3, 3, 2], 2), values([6], 3)], (x, filter, bias) => {
        const convolved = tf.depthwiseConv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');
        return tf.maxPool(tf.relu(tf.add(convolved, bias)), 2, 2, 'valid');
      }),
    separable: () =>
      withGradients(
        [values([2, 6, 6, 2], 1), values([3, 3, 2, 2], 2), values([1, 1, 4, 3], 3)],
        (x, depth, point) =>
          tf.separableConv2d(x as tf.Tensor4D, depth as tf.Tensor4D, point as tf.Tensor4D, 1, 'same'),
      ),
  });
});

describe('dilated convolution', () => {
  testPrograms({
    'gives the values of the cpu backend': () => [
      tf.conv2d(
        values([2, 9, 8, 3], 1) as tf.Tensor4D,
        values([3, 3, 3, 4], 2) as tf.Tensor4D,
        1,
        'same',
        'NHWC',
        2,
      ),
      tf.conv2d(
        values([2, 9, 8, 3], 1) as tf.Tensor4D,
        values([3, 3, 3, 4], 2) as tf.Tensor4D,
        1,
        'valid',
        'NHWC',
        [3, 2],
      ),
    ],
  });
});

/** Sizes at which the engine writes a convolution in another way than for small ones. */
const larger = (
  side: number,
  [inChannels, outChannels]: [number, number],
  size: number,
  strides: number,
  pad: Pad,
): Record<string, Program> => ({
  [`${inChannels} to ${outChannels} channels, ${size}x${size} over ${side}x${side}, strides ${strides}, pad ${pad}`]:
    () =>
      withGradients(
        [
          values([2, side, side, inChannels], 1),
          values([size, size, inChannels, outChannels], 2, -0.3, 0.3),
          values([outChannels], 3),
        ],
        (x, filter, bias) =>
          tf.relu(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad).add(bias)),
      ),
});

const padded = (x: tf.Tensor, value = 0): tf.Tensor =>
  tf.pad(
    x,
    [
      [0, 0],
      [1, 1],
      [2, 0],
      [0, 0],
    ],
    value,
  );

const valid = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'valid');

describe('convolution', () => {
  testPrograms({
    ...larger(7, [16, 32], 3, 1, 'same'),
    ...larger(7, [32, 16], 3, 1, 'valid'),
    ...larger(9, [16, 16], 3, 2, 'same'),
    ...larger(9, [48, 16], 1, 2, 'valid'),
    ...larger(6, [16, 16], 5, 1, 2),
    ...larger(20, [3, 5], 3, 1, 'same'),
    ...larger(19, [4, 2], 3, 1, 'valid'),
    ...larger(18, [2, 3], 5, 1, 'same'),
    ...larger(18, [16, 16], 3, 1, 1),
    'two in a row, in blocks, over a padded picture': () =>
      withGradients(
        [
          values([2, 6, 5, 16], 1),
          values([3, 3, 16, 16], 2, -0.3, 0.3),
          values([3, 3, 16, 32], 3, -0.3, 0.3),
        ],
        (x, first, second) => valid(padded(tf.relu(valid(padded(x), first))), second),
      ),
    'over a picture that is padded with other numbers than zeros': () =>
      withGradients([values([1, 5, 5, 2], 1), values([3, 3, 2, 3], 2)], (x, filter) =>
        valid(padded(x, 2), filter),
      ),
  });
});

const channelsFirst = (strides: number, pad: Pad | tf.backend_util.ExplicitPadding): Program => {
  return () =>
    withGradients([values([2, 3, 9, 8], 1), values([3, 3, 3, 4], 2)], (x, filter) =>
      tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NCHW'),
    );
};

const fusedChannelsFirst = (bias: number[], slopes: number[]): Program => {
  return () => [
    tf.fused.conv2d({
      x: values([2, 3, 8, 8], 1) as tf.Tensor4D,
      filter: values([3, 3, 3, 4], 2) as tf.Tensor4D,
      strides: 1,
      pad: 'same',
      dataFormat: 'NCHW',
      bias: values(bias, 3),
      activation: 'prelu',
      preluActivationWeights: values(slopes, 4),
    }),
  ];
};

describe('convolution with channels first', () => {
  testPrograms({
    'strides 1, pad same': channelsFirst(1, 'same'),
    'strides 2, pad same': channelsFirst(2, 'same'),
    'strides 2, pad 1': channelsFirst(2, 1),
    'each side padded': channelsFirst(1, [
      [0, 0],
      [0, 0],
      [1, 2],
      [0, 1],
    ]),
    'as wide as it has output channels, with a bias': () =>
      // The last axis is as long as the bias, but it is the width.
      withGradients([values([2, 3, 4, 4], 1), values([3, 3, 3, 4], 2), values([4], 3)], (x, filter, bias) =>
        tf.relu(tf.add(tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same', 'NCHW'), bias)),
      ),
    'fused, a slope a channel': fusedChannelsFirst([4], [4]),
    'fused, one slope': fusedChannelsFirst([1], [1]),
  });
});

const volume = [2, 5, 6, 7, 2];

const convolution3d = (strides: number, pad: 'same' | 'valid'): Program => {
  return () =>
    withGradients([values(volume, 1), values([3, 3, 2, 2, 3], 2)], (x, filter) =>
      tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, strides, pad),
    );
};

const pool3d =
  (kind: 'maxPool3d' | 'avgPool3d', size: number, strides: number, pad: 'same' | 'valid' | number) =>
  (x: tf.Tensor): tf.Tensor =>
    tf[kind](x as tf.Tensor5D, size, strides, pad, typeof pad === 'number' ? 'floor' : undefined);

describe('convolution and pooling of volumes', () => {
  testPrograms({
    'conv3d, strides 1, pad same': convolution3d(1, 'same'),
    'conv3d, strides 1, pad valid': convolution3d(1, 'valid'),
    'conv3d, strides 2, pad same': convolution3d(2, 'same'),
    'conv3d, strides 2, pad valid': convolution3d(2, 'valid'),
    'conv3d, dilated': () => [
      tf.conv3d(
        values(volume, 1) as tf.Tensor5D,
        values([2, 2, 2, 2, 3], 2) as tf.Tensor5D,
        1,
        'same',
        'NDHWC',
        2,
      ),
    ],
    conv3dTranspose: () => [
      tf.conv3dTranspose(
        values([2, 3, 3, 4, 3], 1) as tf.Tensor5D,
        values([3, 3, 3, 2, 3], 2) as tf.Tensor5D,
        [2, 6, 6, 8, 2],
        2,
        'same',
      ),
    ],
    ...Object.fromEntries(
      (
        [
          ['maxPool3d', 2, 2, 'valid'],
          ['maxPool3d', 2, 2, 'same'],
          ['maxPool3d', 3, 2, 'same'],
          ['maxPool3d', 3, 1, 1],
          ['avgPool3d', 2, 2, 'valid'],
          ['avgPool3d', 3, 2, 'valid'],
        ] as const
      ).map(([kind, size, strides, pad]): [string, Program] => [
        `${kind} ${size}, strides ${strides}, pad ${pad}`,
        () => withGradients([values(volume, 1)], pool3d(kind, size, strides, pad)),
      ]),
    ),
    'avgPool3d forward with padding': () => [pool3d('avgPool3d', 3, 2, 'same')(values(volume, 1))],
    maxPoolWithArgmax: () =>
      [false, true].flatMap((withBatch) => {
        const x = values([2, 7, 9, 3], 1) as tf.Tensor4D;
        const { result, indexes } = tf.maxPoolWithArgmax(x, [3, 2], 2, 'same', withBatch);
        return [result, indexes];
      }),
    'maxPool whose windows may lie in the padding alone': () => [
      tf.maxPool(values([1, 3, 3, 2], 1) as tf.Tensor4D, 1, 2, 1, 'floor'),
    ],
  });
});

describe('average pooling with padding, whose gradient TensorFlow.js spreads over the padding too', () => {
  testSlopes({
    avgPool3d: { shapes: [[1, 3, 4, 3, 2]], run: pool3d('avgPool3d', 3, 2, 'same') },
  });
});
