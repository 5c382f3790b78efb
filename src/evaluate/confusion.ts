import { t } from '../words';

/** Rows are the truth, columns the prediction (scikit-learn's `confusion_matrix`). */
export type ConfusionMatrix = readonly (readonly number[])[];

/** Counts of each true class predicted as each class. @throws RangeError when the two do not have the same length */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  if (labels.length !== predicted.length)
    throw new RangeError(t('{0} labels do not match {1} predictions.', labels.length, predicted.length));
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let index = 0; index < labels.length; index++) matrix[labels[index]][predicted[index]]++;
  return matrix;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Slices of each true class: sums of the rows. */
export function supports(matrix: ConfusionMatrix): number[] {
  return matrix.map(sum);
}

/** How often each class was predicted: sums of the columns. */
export function predictedCounts(matrix: ConfusionMatrix): number[] {
  return matrix.map((_, column) => sum(matrix.map((row) => row[column])));
}

/**
 * Shares instead of counts: of each row (`true`: recall on the diagonal), of each column (`pred`: precision on the
 * diagonal) or of everything (`all`). An empty row or column is 0 (scikit-learn's `normalize`).
 */
export function normalizeConfusion(matrix: ConfusionMatrix, over: 'true' | 'pred' | 'all'): number[][] {
  const rows = supports(matrix);
  const columns = predictedCounts(matrix);
  const all = sum(rows);
  return matrix.map((row, truth) =>
    row.map((count, predicted) =>
      ratio(count, over === 'all' ? all : over === 'true' ? rows[truth] : columns[predicted]),
    ),
  );
}

/** The share, or 0 when it is undefined (scikit-learn's `zero_division=0`). */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
