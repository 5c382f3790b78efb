import { modeOf } from '../monitored';
import type { PlateauOptions } from './settings';

/** What `ReduceLROnPlateau` remembers. */
export interface PlateauState {
  /** null before the first measurement. */
  best: number | null;
  bad: number;
  cooldown: number;
}

export const freshPlateau: PlateauState = { best: null, bad: 0, cooldown: 0 };

/** One measurement, as `torch.optim.lr_scheduler.ReduceLROnPlateau` counts it. @returns the learning rate from now on */
export function afterMeasurement(
  options: PlateauOptions,
  state: PlateauState,
  { learningRate, measured }: { learningRate: number; measured: number },
): { state: PlateauState; learningRate: number } {
  const { factor, patience, cooldown, minLearningRate, epsilon } = options;
  const better = state.best === null || isBetter(options, measured, state.best);
  const resting = state.cooldown > 0;
  const bad = better || resting ? 0 : state.bad + 1;
  const best = better ? measured : state.best;
  if (bad <= patience)
    return { state: { best, bad, cooldown: Math.max(0, state.cooldown - 1) }, learningRate };
  const reduced = Math.max(learningRate * factor, minLearningRate);
  return {
    state: { best, bad: 0, cooldown },
    learningRate: learningRate - reduced > epsilon ? reduced : learningRate,
  };
}

function isBetter(options: PlateauOptions, measured: number, best: number): boolean {
  const { threshold, thresholdMode } = options;
  const sign = modeOf(options) === 'min' ? -1 : 1;
  const bound = thresholdMode === 'rel' ? best * (1 + sign * threshold) : best + sign * threshold;
  return sign * measured > sign * bound;
}
