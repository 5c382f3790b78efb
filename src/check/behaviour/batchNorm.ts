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
  const { gamma, beta } = scaleAndShift(training);
  const all = weights.filter(({ length }) => length === gamma.length);
  const [ones, zeros] = [new Float32Array(gamma.length).fill(1), new Float32Array(gamma.length)];
  const hasBeta = [...all, zeros].some((weight) => isNear(beta, weight, gamma));
  const gammas = [...all, ones].map((weight) => ({ weight, factor: ratioOf(gamma, weight) }));
  if (hasBeta && gammas.some(({ weight }) => isNear(gamma, weight, gamma))) return { kind: 'batch' };
  if (
    evaluation &&
    isNear(training.factors, evaluation.factors, evaluation.factors) &&
    isNear(training.summands, evaluation.summands, evaluation.summands)
  )
    return { kind: 'as-in-evaluation' };
  const scaled = gammas.find(
    ({ weight, factor }) =>
      isNear(
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

/** Compares moving averages before and after one training step with the definition, through what evaluation mode makes of them. */
export function movementOf(before: Normalization, training: Normalization, after: Normalization): Movement {
  const { gamma, beta } = scaleAndShift(training);
  const [old, now] = [before, after].map((norm) => averagesOf(norm, gamma, beta));
  const unbiased = training.variance.map(
    (value) => (value * training.count) / Math.max(1, training.count - 1),
  );
  const mean = momentumOf(old.mean, now.mean, training.mean);
  const variances = [training.variance, unbiased].map((target) =>
    momentumOf(old.variance, now.variance, target),
  );
  const variance = variances[0].error < variances[1].error ? variances[0] : variances[1];
  const stays = (momentum: number) => Math.abs(momentum - 1) < 1e-4;
  if (stays(mean.momentum) || stays(variance.momentum)) return { kind: 'stays' };
  if (mean.error > closeness) return { kind: 'elsewhere', what: 'mean' };
  if (variance.error > closeness) {
    const deviation = momentumOf(old.variance, now.variance, training.variance.map(Math.sqrt));
    return deviation.error < closeness ? { kind: 'deviation' } : { kind: 'elsewhere', what: 'variance' };
  }
  if (Math.min(mean.momentum, variance.momentum) < 0.01) return { kind: 'forgets' };
  return { kind: 'moves', momentum: mean.momentum };
}

/** Larger deviations than rounding and an unknown epsilon make. */
const closeness = 0.02;

function scaleAndShift({ factors, summands, mean, variance }: Normalization) {
  return {
    gamma: factors.map((factor, channel) => factor * Math.sqrt(variance[channel])),
    beta: summands.map((summand, channel) => summand + factors[channel] * mean[channel]),
  };
}

/** Mean and variance that evaluation mode normalizes with. */
function averagesOf({ factors, summands }: Normalization, gamma: Float64Array, beta: Float64Array) {
  return {
    mean: factors.map((factor, channel) => (beta[channel] - summands[channel]) / factor),
    variance: factors.map((factor, channel) => (gamma[channel] / factor) ** 2),
  };
}

/** The share of the old values in the new ones, and how far the new ones are from that mixture. */
function momentumOf(
  old: Float64Array,
  now: Float64Array,
  target: Float64Array,
): { momentum: number; error: number } {
  let [product, squares, farthest, largest] = [0, 0, 0, 1e-12];
  for (let channel = 0; channel < old.length; channel++) {
    const way = old[channel] - target[channel];
    product += way * (now[channel] - target[channel]);
    squares += way * way;
  }
  const momentum = product / Math.max(1e-12, squares);
  for (let channel = 0; channel < old.length; channel++) {
    const expected = momentum * old[channel] + (1 - momentum) * target[channel];
    // Next to a target that is far away, the old value is lost in rounding.
    const size = Math.max(
      Math.abs(old[channel] - target[channel]),
      Math.abs(now[channel]),
      Math.abs(old[channel]),
    );
    farthest = Math.max(farthest, Math.abs(now[channel] - expected));
    largest = Math.max(largest, size);
  }
  return { momentum, error: farthest / largest };
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
