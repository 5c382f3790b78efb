import * as tf from '@tensorflow/tfjs-core';

/** What a device does with the probe's training. */
export interface ProbeMeasurement {
  /** Of each step, so that two devices can be compared. */
  losses: number[];
  /** Median of a step, once graphs are compiled, in milliseconds. */
  stepMillis: number;
}

const [batch, side, classes] = [8, 32, 3];
const warmUpSteps = 2;
const steps = 8;

const waves = (shape: number[], scale: number) =>
  tf.tensor(
    Float32Array.from(
      { length: tf.util.sizeFromShape(shape) },
      (_, index) => Math.sin(index * index) * scale,
    ),
    shape,
  );

/**
 * Trains a CNN with the kinds of layers that students use for a few steps, on the backend in use. Nothing in it is
 * random: what differs between two devices beyond rounding is wrong.
 */
export async function measureTraining(): Promise<ProbeMeasurement> {
  const shapes = { first: [3, 3, 1, 6], second: [3, 3, 6, 8], dense: [(side / 4) ** 2 * 8, classes] };
  const [first, second, dense] = Object.values(shapes).map((shape) => tf.variable(waves(shape, 0.1)));
  const pictures = waves([batch, side, side, 1], 1) as tf.Tensor4D;
  const labels = tf.oneHot(tf.range(0, batch, 1, 'int32').mod(tf.scalar(classes, 'int32')), classes);
  const loss = (): tf.Scalar => {
    const one = tf.maxPool(
      tf.relu(tf.conv2d(pictures, first as tf.Variable<tf.Rank.R4>, 1, 'same')),
      2,
      2,
      'same',
    );
    const two = tf.relu(tf.conv2d(one, second as tf.Variable<tf.Rank.R4>, 1, 'same'));
    const features = tf.reshape(tf.maxPool(two, 2, 2, 'same'), [batch, -1]);
    return tf.losses.softmaxCrossEntropy(labels, tf.matMul(features, dense));
  };
  const adam = tf.train.adam(0.01);
  const losses: number[] = [];
  const millis: number[] = [];
  for (let step = 0; step < warmUpSteps + steps; step++) {
    const begin = performance.now();
    const value = adam.minimize(loss, true, [first, second, dense]);
    if (!value) throw new Error('The optimizer gave no loss.');
    losses.push((await value.data())[0]);
    value.dispose();
    if (step >= warmUpSteps) millis.push(performance.now() - begin);
  }
  tf.dispose([first, second, dense, pictures, labels]);
  adam.dispose();
  return { losses, stepMillis: millis.sort((a, b) => a - b)[Math.floor(steps / 2)] };
}
