// The engine first: it must not matter which is loaded first, it or TensorFlow.js with its gradients.
import { startEngine } from '../../../src/engine';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => startEngine());

describe('an engine that is loaded before TensorFlow.js', () => {
  it('has a gradient for layer norms, which TensorFlow.js computes as batch norms', () => {
    const layer = tf.layers.layerNormalization();
    const x = tf.tensor4d([1, 2, 4, 8, 3, 5, 2, 7], [1, 2, 2, 2]);
    const gradient = tf.grad((input) => tf.sum(tf.square(layer.apply(input) as tf.Tensor)))(x);
    expect(gradient.shape).toEqual(x.shape);
    expect([...gradient.dataSync()].every(Number.isFinite)).toBe(true);
  });
});

describe('a batch norm', () => {
  it('refuses statistics of other channels than its input has, naming both', () => {
    const x = tf.ones<tf.Rank.R4>([1, 2, 2, 4]);
    const apply = () => tf.batchNorm4d(x, tf.zeros<tf.Rank.R1>([3]), tf.ones<tf.Rank.R1>([3]));
    expect(apply).toThrow('values of shape [1,2,2,4] cannot take a mean of shape [3]');
  });
});

describe('a comparison', () => {
  const numbers = [-2, -0.5, 0.5, 2];
  const rectifiers: [string, (x: tf.Tensor) => tf.Tensor][] = [
    ['greater', (x) => tf.where(tf.greater(x, 0), x, tf.zerosLike(x))],
    ['less', (x) => tf.where(tf.less(x, 0), tf.zerosLike(x), x)],
    ['lessEqual', (x) => tf.where(tf.lessEqual(x, 0), tf.zerosLike(x), x)],
    ['not less', (x) => tf.mul(x, tf.logicalNot(tf.less(x, 0)))],
    ['greater and not equal', (x) => tf.mul(x, tf.logicalAnd(tf.greaterEqual(x, 0), tf.notEqual(x, 0)))],
    ['greater or equal', (x) => tf.mul(x, tf.logicalOr(tf.greater(x, 0), tf.equal(x, 0)))],
  ];
  it.each(rectifiers)('by %s chooses, and the gradient goes the chosen way', (_name, rectify) => {
    expect([
      ...tf
        .grad((input) => tf.sum(rectify(input)))(tf.tensor1d(numbers))
        .dataSync(),
    ]).toEqual([0, 0, 1, 1]);
  });
});
