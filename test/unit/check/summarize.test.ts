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
    pool: 'whole-picture',
    norm: 'whole-picture',
  });
});

/** A sequential model inside a functional one inside a functional one, around which a shortcut goes. */
function nested(): tf.LayersModel {
  const conv = (name: string) => tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name });
  const body = tf.sequential({ name: 'body', layers: [] });
  body.add(
    tf.layers.conv2d({ filters: 4, kernelSize: 3, padding: 'same', name: 'a', inputShape: [8, 8, 4] }),
  );
  body.add(conv('b'));
  const entry = tf.input({ shape: [8, 8, 4], name: 'entry' });
  const block = tf.model({
    inputs: entry,
    outputs: tf.layers
      .add({ name: 'sum' })
      .apply([entry, body.apply(entry) as tf.SymbolicTensor]) as tf.SymbolicTensor,
    name: 'block',
  });
  const input = tf.input({ shape: [8, 8, 1], name: 'slice' });
  const stem = conv('stem').apply(input) as tf.SymbolicTensor;
  const last = conv('last').apply(block.apply(stem)) as tf.SymbolicTensor;
  return tf.model({ inputs: input, outputs: last });
}

it('shows models inside a model layer by layer, with what enters and leaves them', () => {
  const { layers } = summarize(nested());
  expect(layers.map(({ name, inputs, receptiveField }) => [name, inputs, receptiveField])).toEqual([
    ['slice', [], 1],
    ['stem', ['slice'], 3],
    ['block/body/a', ['stem'], 5],
    ['block/body/b', ['block/body/a'], 7],
    ['block/sum', ['stem', 'block/body/b'], 7],
    ['last', ['block/sum'], 9],
  ]);
});

it('counts the parameters of models inside a model once', () => {
  const { layers, parameters } = summarize(nested());
  expect(layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(parameters);
});

it('tells where the code asks for a layer, where that is known', () => {
  const at = { file: 'a.ts', line: 7 };
  const { layers } = summarize(residual(), (name) => (name === 'sum' ? at : undefined));
  expect(layers.flatMap((layer) => (layer.at ? [[layer.name, layer.at]] : []))).toEqual([['sum', at]]);
});
