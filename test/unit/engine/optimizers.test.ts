import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { testPrograms, values, type Program } from './compare';

// eslint-disable-next-line @typescript-eslint/unbound-method -- becomes a method of another Adam again
const { applyGradients } = tf.AdamOptimizer.prototype;

/** On the cpu backend TensorFlow.js' own Adam, which the engine has not changed. */
function adam(...args: Parameters<typeof tf.train.adam>): tf.AdamOptimizer {
  const optimizer = tf.train.adam(...args);
  return tf.getBackend() === 'cpu' ? Object.assign(optimizer, { applyGradients }) : optimizer;
}

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.05, 0.9),
  'momentum, nesterov': () => tf.train.momentum(0.05, 0.9, true),
  adagrad: () => tf.train.adagrad(0.1, 0.2),
  adadelta: () => tf.train.adadelta(0.5, 0.9, 1e-4),
  adam: () => adam(0.05, 0.8, 0.95, 1e-6),
  adamax: () => tf.train.adamax(0.05, 0.8, 0.95, 1e-6, 0.1),
  rmsprop: () => tf.train.rmsprop(0.02, 0.9),
  'rmsprop, with momentum': () => tf.train.rmsprop(0.02, 0.9, 0.8, 1e-6),
  'rmsprop, centered': () => tf.train.rmsprop(0.02, 0.9, 0.8, 1e-6, true),
};

/** Two variables of a small network. */
const variables = () => [tf.variable(values([4, 3], 1)), tf.variable(values([3], 2))] as const;
const lossOf = ([kernel, bias]: ReturnType<typeof variables>, step: number): tf.Scalar =>
  tf.losses.meanSquaredError(
    values([6, 3], 30),
    tf.tanh(tf.add(tf.matMul(values([6, 4], 20 + step) as tf.Tensor2D, kernel as tf.Tensor), bias)),
  );

/** Clips a list of gradients to a common norm. */
function clipByGlobalNorm(gradients: tf.NamedTensorMap, largest: number): tf.NamedTensorMap {
  const squares = Object.values(gradients).map((gradient) => tf.sum(tf.square(gradient)));
  const norm = tf.sqrt(tf.addN(squares));
  const factor = tf.div(largest, tf.maximum(norm, largest));
  return Object.fromEntries(
    Object.entries(gradients).map(([name, gradient]) => [name, tf.mul(gradient, factor)]),
  );
}

type Clip = (gradients: tf.NamedTensorMap) => tf.NamedTensorMap;

const eachGradient =
  (change: (gradient: tf.Tensor) => tf.Tensor): Clip =>
  (gradients) =>
    Object.fromEntries(Object.entries(gradients).map(([name, gradient]) => [name, change(gradient)]));

const clips: Record<string, Clip> = {
  'clip by value': eachGradient((gradient) => tf.clipByValue(gradient, -0.01, 0.01)),
  'clip by norm': eachGradient((gradient) =>
    tf.mul(gradient, tf.minimum(1, tf.div(0.05, tf.norm(gradient)))),
  ),
  'clip by global norm': (gradients) => clipByGlobalNorm(gradients, 0.05),
};

const trained =
  (make: () => tf.Optimizer, clip?: Clip): Program =>
  async () => {
    const weights = variables();
    const optimizer = make();
    const losses: number[] = [];
    for (let step = 0; step < 5; step++) {
      const value = tf.tidy(() => {
        const { value, grads } = tf.variableGrads(() => lossOf(weights, step), [...weights]);
        optimizer.applyGradients(clip ? clip(grads) : grads);
        return value;
      });
      losses.push(value.dataSync()[0]);
    }
    // TensorFlow.js cannot hand out the state of this one.
    const state = optimizer instanceof tf.AdamaxOptimizer ? [] : await optimizer.getWeights();
    return [losses, ...weights, ...state.map(({ tensor }) => tensor)];
  };

const resumed: Program = async () => {
  const weights = variables();
  const first = adam(0.05);
  first.minimize(() => lossOf(weights, 0));
  const second = adam(0.05);
  await second.setWeights(await first.getWeights());
  second.minimize(() => lossOf(weights, 1));
  return [...weights];
};

/** Small weights enough to be stepped over together, beside a large one and one that the loss does not depend on. */
const overManyWeights: Program = async () => {
  const small = [[2, 3], [4], [], [1, 2, 2], [5], [3, 1], [7], [2], [6]].map((shape, index) =>
    tf.variable(values(shape, index + 1)),
  );
  const large = tf.variable(values([130, 130], 50));
  const unread = tf.variable(values([3], 51));
  const weights = [small[0], unread, large, ...small.slice(1)];
  const optimizer = adam(0.05, 0.8, 0.95, 1e-6);
  const loss = () => tf.addN([large, ...small].map((weight) => tf.mean(tf.square(tf.sin(weight)))));
  for (let step = 0; step < 3; step++) {
    const { grads } = tf.variableGrads(loss as () => tf.Scalar, [large, ...small]);
    optimizer.applyGradients(weights.map(({ name }) => ({ name, tensor: grads[name] })));
  }
  const state = await optimizer.getWeights();
  return [...weights, ...state.map(({ tensor }) => tensor)];
};

describe('every optimizer of tf.train, its weights and its state', () => {
  testPrograms(Object.fromEntries(Object.entries(optimizers).map(([name, make]) => [name, trained(make)])));
  testPrograms({
    'adam, resumed from its saved state': resumed,
    'adam, over many small weights': overManyWeights,
  });

  it('is in the table', () => {
    const named = new Set(Object.keys(optimizers).map((name) => name.replace(/,.*/, '')));
    const offered = Object.getOwnPropertyNames(tf.train).filter(
      (name) => typeof Reflect.get(tf.train, name) === 'function' && name !== 'prototype',
    );
    expect([...named].sort()).toEqual(offered.sort());
  });
});

describe('clipped gradients', () => {
  testPrograms(
    Object.fromEntries(
      Object.entries(clips).map(([name, clip]) => [name, trained(() => tf.train.sgd(0.5), clip)]),
    ),
  );
});
