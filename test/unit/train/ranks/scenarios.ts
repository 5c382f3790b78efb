import * as tf from '@tensorflow/tfjs';
import type { RunConfig } from '../../../../src/protocol/run';
import type { Steering } from '../../../../src/train/steering';
import { models } from '../../../models/models';

/** A training that is the same in one process and in several. */
export interface Scenario {
  model: () => tf.LayersModel;
  optimizer: object;
  slices: number;
  config: Pick<RunConfig, 'epochs' | 'batchSize'>;
  steering?: Steering;
  /** After so many steps the process that keeps the run wants to stop. */
  stopAfter?: number;
}

const flat = (...layers: tf.layers.Layer[]): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.maxPooling2d({ poolSize: 32, inputShape: [256, 256, 1] }),
      tf.layers.flatten(),
      ...layers,
      tf.layers.dense({ units: 3 }),
    ],
  });
const momentum = { name: 'momentum', learningRate: 0.01, momentum: 0.9 };

export const scenarios = {
  /** Batches of 4 and 3. */
  'a small CNN': {
    model: () => models['small-cnn'](256),
    optimizer: momentum,
    slices: 7,
    config: { epochs: 2, batchSize: 4 },
  },
  /** Batches of 3 and 1: in the last one, most have nothing to do. */
  AlexNet: {
    model: () => models.alexnet(256),
    optimizer: momentum,
    slices: 4,
    config: { epochs: 1, batchSize: 3 },
  },
  'class weights, smooth labels, penalties, clipped norms, accumulation, averages and a sampler': {
    model: () => flat(tf.layers.dense({ units: 8, activation: 'tanh' })),
    optimizer: { name: 'adamw', learningRate: 0.01, epsilon: 1e-3, weightDecay: 0.1 },
    slices: 10,
    config: { epochs: 3, batchSize: 3 },
    steering: {
      loss: { labelSmoothing: 0.1, classWeights: [1, 2, 5], l1: 1e-3, l2: 1e-2 },
      clipNorm: 0.5,
      accumulate: 3,
      averageWeights: { decay: 0.5 },
      sampler: { name: 'weighted', classWeights: 'balanced' },
    },
  },
  'batch norm': {
    model: () => flat(tf.layers.batchNormalization({ momentum: 0.5 })),
    optimizer: momentum,
    slices: 8,
    config: { epochs: 1, batchSize: 6 },
  },
  'a loss that explodes': {
    model: () => flat(...[8, 8, 8].map((units) => tf.layers.dense({ units }))),
    optimizer: { name: 'sgd', learningRate: 900 },
    slices: 8,
    config: { epochs: 9, batchSize: 4 },
  },
  'a wish to stop': {
    model: () => flat(),
    optimizer: momentum,
    slices: 8,
    config: { epochs: 5, batchSize: 2 },
    stopAfter: 6,
  },
} satisfies Record<string, Scenario>;

export type ScenarioName = keyof typeof scenarios;

/** What a process tells of a scenario. */
export interface Outcome {
  /** SHA-256 of all weights. */
  weights?: string;
  names?: readonly { name: string; size: number }[];
  /** Of the steps and validations, as the process has seen them. */
  lines: readonly object[];
  end?: object;
  failure?: string;
}
