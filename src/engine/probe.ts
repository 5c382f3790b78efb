import * as tf from '@tensorflow/tfjs-core';

/** What a device does with the probe's trainings. */
export interface ProbeMeasurement {
  /** Of each step of a tiny model, so that two devices can be compared. */
  losses: number[];
  /**
   * Median time of a step of a small CNN on slices of full size, in milliseconds, after graphs are compiled. The step
   * of a tiny model says nothing about a GPU, because most of the GPU stays idle. Missing where it would take minutes.
   */
  stepMillis?: number;
}

interface ProbeModel {
  batch: number;
  side: number;
  filters: readonly [number, number];
  warmUp: number;
  steps: number;
}

const tiny: ProbeModel = { batch: 8, side: 32, filters: [6, 8], warmUp: 2, steps: 8 };
const small: ProbeModel = { batch: 8, side: 256, filters: [16, 64], warmUp: 2, steps: 5 };
/** On slices with a sixteenth of the pixels. */
const quarter: ProbeModel = { ...small, side: 64, warmUp: 1, steps: 1 };
const classes = 3;
/** In milliseconds. A device that takes longer than this for the quarter would take a minute for full slices. */
const tooLong = 500;

/**
 * Trains a tiny model for its losses, then a small one for its speed, on the backend in use. Nothing in it is random:
 * where two devices differ by more than rounding, one of them is wrong.
 */
export async function measureTraining(): Promise<ProbeMeasurement> {
  const { losses } = await train(tiny);
  const { stepMillis: ofQuarter } = await train(quarter);
  return ofQuarter > tooLong ? { losses } : { losses, stepMillis: (await train(small)).stepMillis };
}

const waves = (shape: number[], scale: number) =>
  tf.tensor(
    Float32Array.from(
      { length: tf.util.sizeFromShape(shape) },
      (_, index) => Math.sin(index * index) * scale,
    ),
    shape,
  );

/** Trains a CNN with the kinds of layers that students use for a few steps. */
async function train({
  batch,
  side,
  filters,
  warmUp,
  steps,
}: ProbeModel): Promise<Required<ProbeMeasurement>> {
  const shapes = [
    [3, 3, 1, filters[0]],
    [3, 3, ...filters],
    [(side / 4) ** 2 * filters[1], classes],
  ];
  const [first, second, dense] = shapes.map((shape) => tf.variable(waves(shape, 0.1)));
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
  for (let step = 0; step < warmUp + steps; step++) {
    const begin = performance.now();
    const value = adam.minimize(loss, true, [first, second, dense]);
    if (!value) throw new Error('The optimizer gave no loss.');
    losses.push((await value.data())[0]);
    value.dispose();
    if (step >= warmUp) millis.push(performance.now() - begin);
  }
  tf.dispose([first, second, dense, pictures, labels]);
  adam.dispose();
  return { losses, stepMillis: millis.sort((a, b) => a - b)[Math.floor(steps / 2)] };
}
