/**
 * Batch normalization of one channel, on paper. README.md has the numbers to begin with.
 *
 * Write each result with at least two decimals. A fraction such as 1 / 3 is fine.
 */

/** One step of training with the batch 1, 3, 3, 9. */
export const inTraining = {
  /** Mean of the batch. */
  mean: NaN,
  /** Variance of the batch. */
  variance: NaN,
  /** What comes out for 1, 3, 3 and 9, in this order. */
  output: [NaN, NaN, NaN, NaN],
  /** The moving mean after this step. */
  movingMean: NaN,
  /** The moving variance after this step. */
  movingVariance: NaN,
};

/** Evaluation, after that step. */
export const inEvaluation = {
  /** What comes out for 5. */
  output: NaN,
};
