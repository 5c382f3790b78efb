import type { RatePoint } from '../protocol/rateTest';

/**
 * The learning rate range test of L. N. Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, with the growth of
 * fastai's `lr_find` and the smoothing, the end and the suggestion of PyTorch Lightning's: by the step, as rates grow by a factor.
 */

/** From the lowest rate to the highest in so many steps, each the same factor above the one before. */
export const rateRange = { lowest: 1e-7, highest: 10, steps: 100 };
export const rateGrowth = (rateRange.highest / rateRange.lowest) ** (1 / (rateRange.steps - 1));

/** Share of the average that stays from step to step. */
const keep = 0.98;
/** The loss has diverged when it is so many times its lowest. */
const divergence = 4;
/** Steps at the beginning and at the end that a suggestion does not look at. */
const skipped = { first: 10, last: 1 };

/** The next step of a test: its loss, and the average of all so far without the bias of their beginning. */
export function nextPoint(
  points: readonly RatePoint[],
  step: Pick<RatePoint, 'learningRate' | 'loss'>,
): RatePoint {
  const count = points.length;
  const before = (points.at(-1)?.smoothed ?? 0) * (1 - keep ** count);
  return { ...step, smoothed: (keep * before + (1 - keep) * step.loss) / (1 - keep ** (count + 1)) };
}

/** Whether the loss has grown so far above its lowest that larger rates tell nothing more. */
export function hasDiverged(points: readonly RatePoint[]): boolean {
  const [last, lowest] = [points.at(-1)?.smoothed ?? 0, Math.min(...points.map(({ smoothed }) => smoothed))];
  return points.length > 1 && last > divergence * lowest;
}

/** The rate at which the smoothed loss falls most steeply; undefined where it never falls, or too few steps were done. */
export function suggestedRate(points: readonly RatePoint[]): number | undefined {
  const seen = points.slice(skipped.first, -skipped.last);
  const slopes = gradientOf(seen.map(({ smoothed }) => smoothed));
  const steepest = slopes.indexOf(Math.min(...slopes));
  return steepest >= 0 && slopes[steepest] < 0 ? seen[steepest].learningRate : undefined;
}

/** As `numpy.gradient`: by both neighbours, at the ends by one. */
function gradientOf(values: readonly number[]): number[] {
  if (values.length < 2) return [];
  return values.map((_, index) => {
    const [from, to] = [Math.max(0, index - 1), Math.min(values.length - 1, index + 1)];
    return (values[to] - values[from]) / (to - from);
  });
}
