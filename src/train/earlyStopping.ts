import * as z from 'zod';
import { modeOf, monitoredMetric } from './monitored';

/** When to end a run before its time, with the defaults of `keras.callbacks.EarlyStopping`. */
export const earlyStoppingSchema = z.strictObject({
  ...monitoredMetric,
  patience: z.int().nonnegative().default(0),
  minDelta: z.number().min(0).default(0),
  restoreBest: z.boolean().default(false),
});

type EarlyStoppingOptions = z.output<typeof earlyStoppingSchema>;

export interface EarlyStoppingState {
  /** The best measurement that counted, and where it was made; null before the first. */
  best: { measured: number; step: number; epoch: number } | null;
  /** Measurements since. */
  wait: number;
  /** Whether the run ends. */
  stop: boolean;
}

export const freshEarlyStopping: EarlyStoppingState = { best: null, wait: 0, stop: false };

/** One measurement, as Keras counts it: the run ends at the `patience`th in a row that is not better, the first never does. */
export function afterValidation(
  options: EarlyStoppingOptions,
  { best, wait }: EarlyStoppingState,
  { measured, step, epoch }: { measured: number; step: number; epoch: number },
): EarlyStoppingState {
  const sign = modeOf(options) === 'min' ? -1 : 1;
  const better = best === null || sign * measured - options.minDelta > sign * best.measured;
  if (better) return { best: { measured, step, epoch }, wait: 0, stop: false };
  return { best, wait: wait + 1, stop: wait + 1 >= options.patience };
}
