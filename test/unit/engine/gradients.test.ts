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
