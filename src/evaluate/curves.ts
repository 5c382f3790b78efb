import { t } from '../words';
import { ratio } from './confusion';
import { descendingOrder } from './order';

/** Positives and negatives with a score of at least each distinct score, highest first. */
function cumulativeCounts(truth: ArrayLike<number>, scores: ArrayLike<number>) {
  if (truth.length !== scores.length)
    throw new RangeError(t('{0} labels do not match {1} scores.', truth.length, scores.length));
  const thresholds: number[] = [];
  const truePositives: number[] = [];
  const falsePositives: number[] = [];
  const order = descendingOrder(scores);
  let positives = 0;
  order.forEach((index, position) => {
    if (truth[index] > 0) positives++;
    if (position + 1 < order.length && scores[order[position + 1]] === scores[index]) return;
    thresholds.push(scores[index]);
    truePositives.push(positives);
    falsePositives.push(position + 1 - positives);
  });
  return { thresholds, truePositives, falsePositives, positives, negatives: order.length - positives };
}

/**
 * Columns of equal length, from the highest threshold (few slices are predicted) to the lowest (all are). Draw it as steps:
 * between two points, precision is that of the lower threshold.
 */
export interface PrecisionRecallCurve {
  /** A slice is predicted when its score is at least this. */
  thresholds: number[];
  precision: number[];
  recall: number[];
  /** Area under the steps; 0 without positives, because recall is undefined then. */
  averagePrecision: number;
  positives: number;
}

/**
 * Precision and recall at every distinct score. This is scikit-learn's `precision_recall_curve` in reverse order, without its
 * last point (precision 1, recall 0), which has no threshold.
 * @param truth 1 for a positive, 0 for a negative
 */
export function precisionRecallCurve(
  truth: ArrayLike<number>,
  scores: ArrayLike<number>,
): PrecisionRecallCurve {
  const { thresholds, truePositives, falsePositives, positives } = cumulativeCounts(truth, scores);
  const precision = truePositives.map((right, index) => ratio(right, right + falsePositives[index]));
  const recall = truePositives.map((right) => ratio(right, positives));
  let averagePrecision = 0;
  recall.forEach(
    (value, index) => (averagePrecision += (value - (recall[index - 1] ?? 0)) * precision[index]),
  );
  return { thresholds, precision, recall, averagePrecision, positives };
}

/** Columns of equal length, from (0, 0) with the threshold Infinity to (1, 1). Draw straight lines between the points. */
export interface RocCurve {
  thresholds: number[];
  falsePositiveRate: number[];
  truePositiveRate: number[];
  /** null unless both positives and negatives occur. */
  area: number | null;
}

/** The ROC curve at every distinct score (scikit-learn's `roc_curve` with `drop_intermediate=False`). */
export function rocCurve(truth: ArrayLike<number>, scores: ArrayLike<number>): RocCurve {
  const counts = cumulativeCounts(truth, scores);
  const falsePositiveRate = [0, ...counts.falsePositives.map((count) => ratio(count, counts.negatives))];
  const truePositiveRate = [0, ...counts.truePositives.map((count) => ratio(count, counts.positives))];
  let area = 0;
  for (let index = 1; index < falsePositiveRate.length; index++)
    area +=
      ((falsePositiveRate[index] - falsePositiveRate[index - 1]) *
        (truePositiveRate[index] + truePositiveRate[index - 1])) /
      2;
  return {
    thresholds: [Infinity, ...counts.thresholds],
    falsePositiveRate,
    truePositiveRate,
    area: counts.positives > 0 && counts.negatives > 0 ? area : null,
  };
}
