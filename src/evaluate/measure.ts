import type { Metrics } from '../protocol/figures';
import { bootstrapIntervals, type BootstrapOptions } from './bootstrap';
import { eachOnce, figuresOf, sumByVolume, weightedConfusion } from './figures';
import type { PredictionTable } from './predictions';

/** Confusion matrix and every figure of predictions, with intervals by bootstrap over volumes. */
export function measure(table: PredictionTable, options: BootstrapOptions = {}): Metrics {
  const sums = sumByVolume(table);
  const ones = eachOnce(sums);
  return {
    confusion: weightedConfusion(sums, ones),
    figures: figuresOf(sums, ones),
    intervals: bootstrapIntervals(sums, options),
  };
}
