import type { Normalization } from './comparison';

/** What a batch norm does in training mode, from what it makes of its input. */
export type TrainingNorm =
  | { kind: 'batch' }
  /** With its moving averages, as in evaluation mode. */
  | { kind: 'as-in-evaluation' }
  /** A batch norm whose output is multiplied by a number. */
  | { kind: 'scaled'; factor: number }
  | { kind: 'other' };

/** A batch norm in training mode gives each channel a mean (beta) and a deviation (gamma) that are weights. */
export function judgeInTraining(
  training: Normalization,
  evaluation: Normalization | undefined,
  weights: readonly Float32Array[],
): TrainingNorm {
  const { variance } = training;
  const usual = variance.reduce((sum, value) => sum + value, 0) / variance.length;
  // Of a channel that is nearly the same everywhere, as after dropout of most of its places, gamma cannot be seen.
  const seen = Array.from(variance.keys()).filter((channel) => variance[channel] > 0.1 * usual);
  const seenOf = (row: ArrayLike<number>) => Float64Array.from(seen, (channel) => row[channel]);
  const { gamma, beta } = scaleAndShift(training);
  const all = weights.filter(({ length }) => length === gamma.length);
  const [ones, zeros] = [new Float32Array(gamma.length).fill(1), new Float32Array(gamma.length)];
  const isSame = (one: ArrayLike<number>, other: ArrayLike<number>, scale: ArrayLike<number>) =>
    isNear(seenOf(one), seenOf(other), seenOf(scale));
  const hasBeta = [...all, zeros].some((weight) => isSame(beta, weight, gamma));
  const gammas = [...all, ones].map((weight) => ({
    weight,
    factor: ratioOf(seenOf(gamma), seenOf(weight)),
  }));
  if (hasBeta && gammas.some(({ weight }) => isSame(gamma, weight, gamma))) return { kind: 'batch' };
  if (
    evaluation &&
    isSame(training.factors, evaluation.factors, evaluation.factors) &&
    isSame(training.summands, evaluation.summands, evaluation.summands)
  )
    return { kind: 'as-in-evaluation' };
  const scaled = gammas.find(
    ({ weight, factor }) =>
      isSame(
        gamma,
        weight.map((value) => value * factor),
        gamma,
      ) && Math.abs(factor) > 0.01,
  );
  return scaled ? { kind: 'scaled', factor: scaled.factor } : { kind: 'other' };
}

/** What moving averages of a batch norm do in a training step: how much of the old stays, or what they move towards instead. */
export type Movement =
  | { kind: 'moves'; momentum: number }
  | { kind: 'stays' }
  | { kind: 'forgets' }
  | { kind: 'deviation' }
  | { kind: 'elsewhere'; what: 'mean' | 'variance' };

/** A weight that training does not learn, before and after one training step. */
export interface Average {
  before: Float32Array;
  after: Float32Array;
}

/**
 * Compares the moving averages of a batch norm before and after one training step with the definition.
 * @param shifts what may have been added to the input before, such as a bias
 */
export function movementOf(
  averages: readonly Average[],
  { mean, variance, count }: Normalization,
  shifts: readonly Float32Array[],
): Movement {
  const moved = averages.filter(({ before, after }) => farthest(before, after) > 0);
  if (moved.length < 2) return { kind: 'stays' };
  const means = [mean, ...shifts.map((shift) => mean.map((value, channel) => value + shift[channel]))];
  const unbiased = variance.map((value) => (value * count) / Math.max(1, count - 1));
  const toMean = best(moved, means);
  if (!toMean) return { kind: 'elsewhere', what: 'mean' };
  const others = moved.filter((average) => average !== toMean.average);
  const toVariance = best(others, [variance, unbiased]);
  if (!toVariance)
    return best(others, [variance.map(Math.sqrt), unbiased.map(Math.sqrt)])
      ? { kind: 'deviation' }
      : { kind: 'elsewhere', what: 'variance' };
  if (Math.min(toMean.momentum, toVariance.momentum) < 0.01) return { kind: 'forgets' };
  return { kind: 'moves', momentum: toMean.momentum };
}

/** The average that moves a part of the way to one of the targets. */
function best(averages: readonly Average[], targets: readonly Float64Array[]) {
  const found = averages.flatMap((average) =>
    targets.map((target) => ({ average, ...momentumOf(average, target) })),
  );
  return found
    .filter(({ momentum, error }) => error < closeness && momentum > -0.01 && momentum < 1)
    .sort((one, other) => one.error - other.error)
    .at(0);
}

/** Larger errors than rounding makes, in parts of the way. */
const closeness = 0.05;

function scaleAndShift({ factors, summands, mean, variance }: Normalization) {
  return {
    gamma: factors.map((factor, channel) => factor * Math.sqrt(variance[channel])),
    beta: summands.map((summand, channel) => summand + factors[channel] * mean[channel]),
  };
}

/** The share of the old values in the new ones, and how far the new ones are from that mixture, in parts of the way that they went. */
function momentumOf({ before, after }: Average, target: Float64Array): { momentum: number; error: number } {
  let [product, squares] = [0, 0];
  for (let channel = 0; channel < before.length; channel++) {
    const way = before[channel] - target[channel];
    product += way * (after[channel] - target[channel]);
    squares += way * way;
  }
  const momentum = product / Math.max(1e-12, squares);
  const expected = target.map((value, channel) => momentum * before[channel] + (1 - momentum) * value);
  return { momentum, error: farthest(after, expected) / Math.max(1e-12, farthest(before, after)) };
}

function farthest(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let most = 0;
  for (let index = 0; index < one.length; index++) most = Math.max(most, Math.abs(one[index] - other[index]));
  return most;
}

const ratioOf = (one: ArrayLike<number>, other: ArrayLike<number>) => {
  let [product, squares] = [0, 0];
  for (let index = 0; index < one.length; index++) {
    product += one[index] * other[index];
    squares += other[index] * other[index];
  }
  return product / Math.max(1e-12, squares);
};

function isNear(one: ArrayLike<number>, other: ArrayLike<number>, scale: ArrayLike<number>): boolean {
  let size = 1e-12;
  for (let index = 0; index < scale.length; index++) size = Math.max(size, Math.abs(scale[index]));
  for (let index = 0; index < one.length; index++)
    if (!(Math.abs(one[index] - other[index]) <= 0.01 * size)) return false;
  return true;
}
