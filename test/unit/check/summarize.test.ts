import * as tf from '@tensorflow/tfjs';
import { beforeAll, expect, it } from 'vitest';
import { summarize } from '../../../src/check/summarize';
import { startEngine } from '../../../src/engine';

beforeAll(() => startEngine());

function residual(): tf.LayersModel {
  const input = tf.input({ shape: [32, 32, 1], name: 'slice' });
  const conv = (name: string, strides = 1) =>
    tf.layers.conv2d({ filters: 4, kernelSize: 3, strides, padding: 'same', name });
  const first = conv('first', 2).apply(input) as tf.SymbolicTensor;
  const second = conv('second').apply(first) as tf.SymbolicTensor;
  const sum = tf.layers.add({ name: 'sum' }).apply([second, first]) as tf.SymbolicTensor;
  const pooled = tf.layers.globalAveragePooling2d({ name: 'pool' }).apply(sum) as tf.SymbolicTensor;
  const norm = tf.layers.batchNormalization({ name: 'norm' }).apply(pooled) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: norm });
}

it('tells shapes, parameters and inputs of each layer', () => {
  const { layers, parameters, trainable } = summarize(residual());
  expect(layers.find(({ name }) => name === 'sum')).toMatchObject({
    kind: 'Add',
    shape: [16, 16, 4],
    parameters: 0,
    inputs: ['second', 'first'],
  });
  expect([parameters, trainable]).toEqual([40 + 148 + 16, 40 + 148 + 8]);
});

it('works out the receptive field along strides, and over both ways of a skip connection', () => {
  const fields = summarize(residual()).layers.map(({ name, receptiveField }) => [name, receptiveField]);
  expect(Object.fromEntries(fields)).toEqual({
    slice: 1,
    first: 3,
    second: 7,
    sum: 7,
    pool: 'whole picture',
    norm: 'whole picture',
  });
});
