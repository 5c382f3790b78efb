import { t } from '../words';

/** Rows are the truth, columns the prediction (scikit-learn's `confusion_matrix`). */
export type ConfusionMatrix = readonly (readonly number[])[];

/** More classes than any data set has; a matrix of all of them still fits into memory. */
const mostClasses = 10_000;

/**
 * Counts of each true class predicted as each class.
 * @throws RangeError when the two do not have the same length, or something in them is no class
 */
export function confusionMatrix(
  labels: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  if (labels.length !== predicted.length)
    throw new RangeError(t('{0} labels do not match {1} predictions.', labels.length, predicted.length));
  if (!Number.isInteger(classes) || classes < 1 || classes > mostClasses)
    throw new RangeError(
      t(
        'The number of classes is {0}; it has to be a whole number from 1 to {1}.',
        String(classes),
        mostClasses,
      ),
    );
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let index = 0; index < labels.length; index++) {
    mustBeClass(labels[index], index, classes);
    mustBeClass(predicted[index], index, classes);
    matrix[labels[index]][predicted[index]]++;
  }
  return matrix;
}

function mustBeClass(value: number, index: number, classes: number): void {
  if (Number.isInteger(value) && value >= 0 && value < classes) return;
  throw new RangeError(
    t(
      '{0}, at place {1}, is no class: classes are the whole numbers from 0 to {2}.',
      String(value),
      index,
      classes - 1,
    ),
  );
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
