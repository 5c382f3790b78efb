import type { MonitoredMetric } from './schedules';

/** What is minimized. What the run shows as its loss stays the plain mean cross-entropy, so that runs can be compared. */
export interface LossSettings {
  /** Share of each label that is spread over all classes, 0 to below 1: `label_smoothing` of PyTorch. Default: 0. */
  labelSmoothing?: number;
  /**
   * How much slices of each class count, above 0: `no liver`, `liver`, `lesion`. As in PyTorch, the mean is weighted, too.
   * Default: all the same.
   */
  classWeights?: [number, number, number];
  /** From 0: times the sum of the sizes of all trained kernels, not of biases. Default: 0. */
  l1?: number;
  /** From 0: times the sum of the squares of all trained kernels, not of biases. Default: 0. */
  l2?: number;
}

/**
 * Draws the slices of each epoch at random, with replacement, as many as there are: `WeightedRandomSampler` of PyTorch. A slice
 * may come twice in an epoch, or not at all.
 */
export interface SamplerSettings {
  name: 'weighted';
  /** How likely a slice of each class is, from 0; `'balanced'`: each class is as likely as the others. */
  classWeights: 'balanced' | [number, number, number];
}

/** Ends the run when a metric has stopped getting better, counted as Keras does. */
export interface EarlyStoppingSettings {
  /** Default: `'valLoss'`. */
  metric?: MonitoredMetric;
  /** Which way is better. Default: `'min'` for a loss, `'max'` for everything else. */
  mode?: 'min' | 'max';
  /** The run ends at the so-manieth validation in a row that is not better: whole number from 0, where 0 is as 1. Default: 0. */
  patience?: number;
  /** A smaller change is not better, from 0. Default: 0. */
  minDelta?: number;
  /** Whether the run ends with the weights of its best validation, and not with its last ones. Default: false. */
  restoreBest?: boolean;
}

/** How often the validation split is measured. The end of a run is always measured. */
export type ValidateEverySettings =
  /** After so many epochs: a whole number from 1. */
  | { epochs: number }
  /** After so many steps, within epochs too: a whole number from 1. */
  | { steps: number };

/** A moving average of all weights, which validations and checkpoints use. */
export interface AverageWeightsSettings {
  /** Share of the average that stays in each step, 0 to below 1, for example 0.999. */
  decay: number;
}
