/** Equal-width bins of a probability. */
export const calibrationBins = 10;

/** Bin of a probability: (lower, upper], and 0 in the first (scikit-learn's `calibration_curve`, `uniform`). */
export function binOf(probability: number, bins = calibrationBins): number {
  let bin = Math.max(0, Math.ceil(probability * bins) - 1);
  // The edges are exactly k / bins; the product alone may be rounded to the wrong bin.
  if (bin > 0 && probability <= bin / bins) bin--;
  else if (bin < bins - 1 && probability > (bin + 1) / bins) bin++;
  return Math.min(bin, bins - 1);
}

/** One bin of a reliability curve. */
export interface ReliabilityBin {
  /** Edges: lower < probability <= upper. */
  lower: number;
  upper: number;
  count: number;
  /** Mean predicted probability; null in an empty bin. */
  meanProbability: number | null;
  /** Share of positives; null in an empty bin. */
  frequency: number | null;
}

/**
 * For each bin of predicted probabilities: how often the prediction came true.
 * @param truth 1 where it came true, 0 where not
 */
export function reliabilityCurve(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = calibrationBins,
): ReliabilityBin[] {
  const counts = new Array<number>(bins).fill(0);
  const sums = new Array<number>(bins).fill(0);
  const positives = new Array<number>(bins).fill(0);
  for (let index = 0; index < truth.length; index++) {
    const bin = binOf(probabilities[index], bins);
    counts[bin]++;
    sums[bin] += probabilities[index];
    if (truth[index] > 0) positives[bin]++;
  }
  return counts.map((count, bin) => ({
    lower: bin / bins,
    upper: (bin + 1) / bins,
    count,
    meanProbability: count > 0 ? sums[bin] / count : null,
    frequency: count > 0 ? positives[bin] / count : null,
  }));
}

/** Mean distance of frequency and probability, weighted by the bins' counts, 0..1 (Guo et al. 2017). */
export function expectedCalibrationError(bins: readonly ReliabilityBin[]): number {
  let total = 0;
  let distance = 0;
  for (const { count, meanProbability, frequency } of bins) {
    total += count;
    distance += count * Math.abs((frequency ?? 0) - (meanProbability ?? 0));
  }
  return total === 0 ? 0 : distance / total;
}

/**
 * Cross-entropy of one slice in nats: the probabilities are clipped to [eps, 1 - eps] and renormalized, as in
 * scikit-learn's `log_loss`.
 * @param at where the slice's `classes` probabilities begin
 */
export function crossEntropy(
  probabilities: ArrayLike<number>,
  label: number,
  classes = probabilities.length,
  at = 0,
): number {
  const clip = (p: number) => Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON);
  let total = 0;
  for (let index = 0; index < classes; index++) total += clip(probabilities[at + index]);
  return -Math.log(clip(probabilities[at + label]) / total);
}

/** Squared distance of one slice's probabilities from its one-hot label, 0..2. @param at as in {@link crossEntropy} */
export function squaredError(
  probabilities: ArrayLike<number>,
  label: number,
  classes = probabilities.length,
  at = 0,
): number {
  let total = 0;
  for (let index = 0; index < classes; index++)
    total += (probabilities[at + index] - Number(index === label)) ** 2;
  return total;
}
