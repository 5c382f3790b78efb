import * as tf from '@tensorflow/tfjs';
import { summarize } from '../../../src/check/summarize';
import type { ModelSummary } from '../../../src/protocol/modelSummary';

/** What is told of a chain of layers on a slice. */
export function chain(shape: readonly number[], layers: readonly tf.layers.Layer[]): ModelSummary {
  return summarize(modelOf(shape, layers));
}

/** A model of a chain of layers. */
export function modelOf(shape: readonly number[], layers: readonly tf.layers.Layer[]): tf.LayersModel {
  const input = tf.input({ shape: [...shape] });
  const output = layers.reduce((x, layer) => layer.apply(x) as tf.SymbolicTensor, input);
  return tf.model({ inputs: input, outputs: output });
}

type Padding = 'same' | 'valid';

/** A convolution whose kernel is of ones: every number in its window counts. */
export const conv = (
  filters: number,
  kernelSize: number,
  strides = 1,
  padding: Padding = 'same',
  dilationRate = 1,
): tf.layers.Layer =>
  tf.layers.conv2d({ filters, kernelSize, strides, padding, dilationRate, kernelInitializer: 'ones' });

export const maxPool = (poolSize: number, strides: number, padding: Padding = 'valid'): tf.layers.Layer =>
  tf.layers.maxPooling2d({ poolSize, strides, padding });

export const averagePool = (poolSize: number, strides: number, padding: Padding = 'valid'): tf.layers.Layer =>
  tf.layers.averagePooling2d({ poolSize, strides, padding });

/** The small CNN of exercise 3.2, on small slices, with a batch normalization. */
export const smallCnn = (): ModelSummary =>
  chain(
    [64, 64, 1],
    [
      conv(16, 3),
      maxPool(2, 2),
      conv(32, 3),
      tf.layers.batchNormalization(),
      maxPool(2, 2),
      conv(64, 3, 2, 'valid'),
      tf.layers.flatten(),
      tf.layers.dense({ units: 64 }),
      tf.layers.dense({ units: 3 }),
    ],
  );
