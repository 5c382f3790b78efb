import * as tf from '@tensorflow/tfjs';
import { hashed, uniform } from './hash';

/**
 * Weights and slices made by a hash, so that PyTorch can have the same ones without a file of 100 MB. models.py is the twin of
 * this file. All tensors are counted in TensorFlow.js' layout.
 */

/** Numbers of the random streams. A model's parameters have the first ones, one stream each. */
const streams = { pictures: 1000, labels: 1001, projection: 2000, positions: 3000, statistics: 4000 };
const classes = 3;

function drawn(stream: number, size: number, scale: number, offset = 0): Float32Array {
  const values = new Float32Array(size);
  for (let position = 0; position < size; position++)
    values[position] = offset + scale * uniform(stream, position);
  return values;
}

/** Layers in the order they were made: a model lists them by their distance from its output. */
function layersOf(model: tf.LayersModel): tf.layers.Layer[] {
  return [...model.layers].sort((a, b) => a.id - b.id);
}

/** Trainable weights in the order in which PyTorch has them. */
export function parametersOf(model: tf.LayersModel): tf.LayerVariable[] {
  return layersOf(model).flatMap((layer) => layer.trainableWeights);
}

function write(weight: tf.LayerVariable, values: Float32Array): void {
  tf.tidy(() => void weight.write(tf.tensor(values, weight.shape as number[])));
}

/** Scales to be made smaller: those of these streams, by this factor. */
export interface Damping {
  streams: readonly number[];
  factor: number;
}

/** Gives a model its weights: filters uniform as He's, scales around 1, biases and means around 0, variances around 1. */
export function fill(model: tf.LayersModel, damped: Damping = { streams: [], factor: 1 }): void {
  parametersOf(model).forEach((weight, stream) => {
    const shape = weight.shape as number[];
    const size = tf.util.sizeFromShape(shape);
    const fanIn = tf.util.sizeFromShape(shape.slice(0, -1));
    if (weight.originalName.endsWith('gamma')) {
      const factor = damped.streams.includes(stream) ? damped.factor : 1;
      write(weight, drawn(stream, size, 0.25 * factor, factor));
    } else write(weight, drawn(stream, size, shape.length === 1 ? 0.1 : Math.sqrt(6 / fanIn)));
  });
  layersOf(model)
    .flatMap((layer) => layer.nonTrainableWeights)
    .forEach((weight, index) => {
      const size = tf.util.sizeFromShape(weight.shape as number[]);
      const isVariance = index % 2 === 1;
      write(weight, drawn(streams.statistics + index, size, isVariance ? 0.25 : 0.1, isVariance ? 1 : 0));
    });
}

export interface HashedBatch {
  pictures: tf.Tensor4D;
  /** [batch, 3] */
  labels: tf.Tensor2D;
}

export function batchOf(size: number, side: number, number = 0): HashedBatch {
  const count = size * side * side;
  const pixels = Float32Array.from({ length: count }, (_, position) =>
    uniform(streams.pictures, number * count + position),
  );
  const labels = Array.from(
    { length: size },
    (_, row) => hashed(streams.labels, number * size + row) % classes,
  );
  return {
    pictures: tf.tensor4d(pixels, [size, side, side, 1]),
    labels: tf.oneHot(tf.tensor1d(labels, 'int32'), classes).toFloat() as tf.Tensor2D,
  };
}

/** What is kept of a tensor. */
export interface Summary {
  size: number;
  /** L2 norm. */
  norm: number;
  /** Product with a vector of hashed numbers in [-1, 1). */
  projection: number;
  /** Entries at hashed positions. */
  samples: readonly number[];
}

export function summary(stream: number, values: Float32Array, samples: number): Summary {
  let [squares, projection] = [0, 0];
  for (let position = 0; position < values.length; position++) {
    squares += values[position] ** 2;
    projection += values[position] * uniform(streams.projection + stream, position);
  }
  return {
    size: values.length,
    norm: Math.sqrt(squares),
    projection,
    samples: Array.from(
      { length: samples },
      (_, index) => values[hashed(streams.positions + stream, index) % values.length],
    ),
  };
}

/** L2 norm of the difference of two vectors, as a share of the second's. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [difference, size] = [0, 0];
  for (let index = 0; index < expected.length; index++) {
    difference += (actual[index] - expected[index]) ** 2;
    size += expected[index] ** 2;
  }
  return Math.sqrt(difference / size);
}

/**
 * The relative distance of a tensor from a summarized one: the largest of the distances by norm, by samples and by projection.
 * The square of the error's projection is a third of the error's own square on average: its factors lie evenly in [-1, 1).
 */
export function distance(actual: Summary, expected: Summary): number {
  if (actual.size !== expected.size) return Infinity;
  return Math.max(
    Math.abs(actual.norm / expected.norm - 1),
    relativeError(actual.samples, expected.samples),
    (Math.sqrt(3) * Math.abs(actual.projection - expected.projection)) / expected.norm,
  );
}
