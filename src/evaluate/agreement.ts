import { predictedCounts, ratio, supports, type ConfusionMatrix } from './confusion';

export interface PrecisionRecall {
  precision: number;
  recall: number;
  f1: number;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const diagonal = (matrix: ConfusionMatrix) => matrix.map((row, index) => row[index]);

/** Share of the slices predicted right. */
export function accuracy(matrix: ConfusionMatrix): number {
  return ratio(sum(diagonal(matrix)), sum(supports(matrix)));
}

/** Mean recall of the classes that occur (scikit-learn's `balanced_accuracy_score`). */
export function balancedAccuracy(matrix: ConfusionMatrix): number {
  const rows = supports(matrix);
  const recalls = rows.flatMap((support, index) => (support > 0 ? [matrix[index][index] / support] : []));
  return ratio(sum(recalls), recalls.length);
}

/** Accuracy of always answering the most frequent class. */
export const majorityBaseline = (matrix: ConfusionMatrix): number => majorityShare(supports(matrix));

/** Share of the most frequent class. @param counts of each class */
export const majorityShare = (counts: readonly number[]): number => ratio(Math.max(...counts), sum(counts));

/** Precision, recall and F1 of each class (`precision_recall_fscore_support` with `zero_division=0`). */
export function precisionRecallByClass(matrix: ConfusionMatrix): PrecisionRecall[] {
  const rows = supports(matrix);
  const columns = predictedCounts(matrix);
  return diagonal(matrix).map((right, index) => ({
    precision: ratio(right, columns[index]),
    recall: ratio(right, rows[index]),
    f1: ratio(2 * right, rows[index] + columns[index]),
  }));
}

/** Matthews correlation of several classes, -1..1; 0 when truth or prediction is constant (`matthews_corrcoef`). */
export function matthewsCorrelation(matrix: ConfusionMatrix): number {
  const rows = supports(matrix);
  const columns = predictedCounts(matrix);
  const all = sum(rows);
  const squares = (counts: readonly number[]) => sum(counts.map((count) => count * count));
  const covariance = sum(diagonal(matrix)) * all - sum(rows.map((row, index) => row * columns[index]));
  return ratio(covariance, Math.sqrt((all * all - squares(rows)) * (all * all - squares(columns))));
}

/** Cohen's kappa; null when all truths and all predictions are one single class (`cohen_kappa_score`). */
export function cohenKappa(matrix: ConfusionMatrix): number | null {
  const rows = supports(matrix);
  const columns = predictedCounts(matrix);
  const all = sum(rows);
  const byChance = sum(rows.map((row, index) => row * columns[index]));
  if (byChance === all * all) return null;
  return (sum(diagonal(matrix)) * all - byChance) / (all * all - byChance);
}
