import * as tf from '@tensorflow/tfjs';
import { describe } from 'vitest';
import { testPrograms, values, withGradients, type Program } from './compare';

/** Pictures larger than 16x16, which convolutions with one weight a channel add up, and smaller ones, which they do not. */
const sides = [6, 18];
const channels = 16;

const picture = (side: number, seed: number) => values([2, side, side, channels], seed);
const vector = (seed: number) => values([channels], seed, 0.5, 2);

/** Puts pictures where convolutions put them. */
const convolved = (x: tf.Tensor, filter: tf.Tensor): tf.Tensor4D =>
  tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, 1, 'same');

const filter = (seed: number) => values([1, 1, channels, channels], seed, -0.5, 0.5);

function normalized(x: tf.Tensor, offset: tf.Tensor, scale: tf.Tensor): tf.Tensor4D {
  const { mean, variance } = tf.moments(x, [0, 1, 2]);
  return tf.batchNorm(
    x as tf.Tensor4D,
    mean as tf.Tensor1D,
    variance as tf.Tensor1D,
    offset as tf.Tensor1D,
    scale as tf.Tensor1D,
    1e-3,
  );
}

const programs: Readonly<Record<string, (side: number) => Program>> = {
  'batch norm with the statistics of its batch': (side) => () =>
    withGradients([picture(side, 1), filter(2), vector(3), vector(4)], (x, w, offset, scale) =>
      normalized(convolved(x, w), offset, scale),
    ),
  'batch norm, a shortcut and relu': (side) => () =>
    withGradients([picture(side, 1), filter(2), vector(3), vector(4)], (x, w, offset, scale) =>
      tf.relu(tf.add(normalized(convolved(x, w), offset, scale), x)),
    ),
  'two batch norms added, and a convolution after them': (side) => () =>
    withGradients(
      [picture(side, 1), filter(2), filter(3), vector(4), vector(5)],
      (x, v, w, offset, scale) => {
        const sum = tf.add(
          normalized(convolved(x, v), offset, scale),
          normalized(convolved(x, w), scale, offset),
        );
        return convolved(tf.relu(sum), w);
      },
    ),
  'batch norm by hand': (side) => () =>
    withGradients([picture(side, 1), filter(2), vector(3), vector(4)], (x, w, offset, scale) => {
      const y = convolved(x, w);
      const centred = tf.sub(y, tf.mean(y, [0, 1, 2]));
      const variance = tf.mean(tf.square(centred), [0, 1, 2]);
      return tf.add(tf.mul(tf.div(centred, tf.sqrt(tf.add(variance, 1e-3))), scale), offset);
    }),
  'batch norm of a single picture': (side) => () =>
    withGradients(
      [values([1, side, side, channels], 1), filter(2), vector(3), vector(4)],
      (x, w, offset, scale) => normalized(convolved(x, w), offset, scale),
    ),
  'the mean over the pixels of a single picture, and a product of it': (side) => () =>
    withGradients(
      [values([1, side, side, channels], 1), filter(2), vector(3), values([channels, 3], 4)],
      (x, w, v, dense) => {
        const pooled = tf.mean(tf.mul(convolved(x, w), v), [1, 2]);
        return tf.matMul(pooled, dense);
      },
    ),
  'scalars and numbers a channel in a row, and a sum that is read twice': (side) => () =>
    withGradients([picture(side, 1), filter(2), vector(3)], (x, w, v) => {
      const shifted = tf.sub(tf.mul(convolved(x, w), 0.5), v);
      return tf.add(tf.mul(shifted, tf.reshape(v, [1, 1, 1, channels])), tf.sigmoid(shifted));
    }),
  'a picture subtracted from what it became': (side) => () =>
    withGradients([picture(side, 1), filter(2), vector(3)], (x, w, v) => {
      const y = convolved(x, w);
      return tf.sub(tf.sub(v, tf.mul(y, v)), tf.neg(y));
    }),
  'sums of products over the pixels': (side) => () =>
    withGradients([picture(side, 1), filter(2), vector(3)], (x, w, v) => {
      const y = convolved(x, w);
      return tf.stack([
        tf.sum(tf.mul(y, x), [0, 1, 2]),
        tf.mean(tf.square(y), [0, 1, 2]),
        tf.sum(tf.mul(y, v), [0, 1, 2]),
        tf.sum(tf.add(tf.mul(y, v), v), [0, 1, 2]),
      ]);
    }),
};

for (const side of sides)
  describe(`on pictures of ${side}x${side}`, () => {
    testPrograms(
      Object.fromEntries(Object.entries(programs).map(([name, program]) => [name, program(side)])),
    );
  });
