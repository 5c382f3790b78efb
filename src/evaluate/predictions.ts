import { t } from '../words';

/** Predictions of n slices in columns. */
export interface PredictionTable {
  /** How many classes there are; a label is 0 to `classes` - 1. */
  classes: number;
  /** n class indices: the truth. */
  labels: Uint8Array;
  /** n x `classes`, row by row; each row sums to 1. */
  probabilities: Float64Array;
  /** n positions in `volumeNames`. */
  volumes: Uint32Array;
  volumeNames: readonly string[];
  /** n cross-entropies from logits, where they are known; the probabilities tell them up to 36 nats. */
  crossEntropies?: Float64Array | undefined;
}

/** How far the sum of a softmax in single precision may be from 1. */
const roundingTolerance = 1e-3;

/**
 * Puts predictions into columns.
 * @param labels n class indices
 * @param probabilities n rows with one probability for each class
 * @param volumes name of the volume of each slice; without it, each slice counts as a volume of its own
 * @throws RangeError when there is nothing to evaluate, or the parts do not fit each other
 */
export function predictionTable(
  labels: ArrayLike<number>,
  probabilities: ArrayLike<ArrayLike<number>>,
  classes: number,
  volumes?: ArrayLike<string>,
): PredictionTable {
  const count = labels.length;
  if (count === 0) throw new RangeError(t('There are no predictions to evaluate.'));
  if (count !== probabilities.length)
    throw new RangeError(t('{0} labels do not match {1} predictions.', count, probabilities.length));
  if (volumes && volumes.length !== count)
    throw new RangeError(t('{0} names of volumes do not match {1} predictions.', volumes.length, count));
  const positions = new Map<string, number>();
  const table = {
    classes,
    labels: new Uint8Array(count),
    probabilities: new Float64Array(count * classes),
    volumes: new Uint32Array(count),
  };
  for (let index = 0; index < count; index++) {
    const label = labels[index];
    const row = probabilities[index];
    checkRow(index, label, row, classes);
    table.labels[index] = label;
    table.probabilities.set(row, index * classes);
    const name = volumes ? volumes[index] : String(index);
    const position = positions.get(name) ?? positions.size;
    positions.set(name, position);
    table.volumes[index] = position;
  }
  return { ...table, volumeNames: [...positions.keys()] };
}

function checkRow(index: number, label: number, row: ArrayLike<number>, classes: number): void {
  if (!Number.isInteger(label) || label < 0 || label >= classes)
    throw new RangeError(t('Label {0} of prediction {1} is not one of {2} classes.', label, index, classes));
  if (row.length !== classes)
    throw new RangeError(
      t('Prediction {0} has {1} probabilities for {2} classes.', index, row.length, classes),
    );
  let sum = 0;
  let smallest = 0;
  for (let position = 0; position < classes; position++) {
    sum += row[position];
    if (!(row[position] >= smallest)) smallest = NaN;
  }
  if (Number.isNaN(smallest) || !(Math.abs(sum - 1) < roundingTolerance))
    throw new RangeError(
      t('Prediction {0} is not a set of probabilities: {1}.', index, Array.from(row).join(', ')),
    );
}

/** The predictions of a run in columns. @throws RangeError as {@link predictionTable} */
export function tableOf(
  predictions: readonly {
    label: number;
    probabilities: readonly number[];
    patient: string;
    crossEntropy?: number | undefined;
  }[],
  classes: number,
): PredictionTable {
  const table = predictionTable(
    predictions.map(({ label }) => label),
    predictions.map(({ probabilities }) => probabilities),
    classes,
    predictions.map(({ patient }) => patient),
  );
  const known = predictions.flatMap(({ crossEntropy }) => crossEntropy ?? []);
  return known.length === predictions.length ? { ...table, crossEntropies: Float64Array.from(known) } : table;
}

/** A decision rule for one class against the others. */
export interface OperatingPoint {
  class: number;
  /** The class is predicted wherever its probability is at least this. */
  threshold: number;
}

/**
 * The class predicted for each slice: the most probable one, and the first of equally probable ones. With an operating point:
 * its class where the probability reaches the threshold, otherwise the most probable of the other classes.
 */
export function predictedClasses(
  { classes, labels, probabilities }: Pick<PredictionTable, 'classes' | 'labels' | 'probabilities'>,
  point?: OperatingPoint,
): Uint8Array {
  const predicted = new Uint8Array(labels.length);
  for (let index = 0, row = 0; index < labels.length; index++, row += classes) {
    let best = -1;
    for (let candidate = 0; candidate < classes; candidate++) {
      if (candidate === point?.class) continue;
      if (best < 0 || probabilities[row + candidate] > probabilities[row + best]) best = candidate;
    }
    predicted[index] =
      point && (best < 0 || probabilities[row + point.class] >= point.threshold) ? point.class : best;
  }
  return predicted;
}

/** One class against the others: for each slice, whether it is of the class, and the class's probability. */
export function oneVersusRest(
  { classes, labels, probabilities }: PredictionTable,
  positive: number,
): { truth: Uint8Array; scores: Float64Array } {
  return {
    truth: labels.map((label) => Number(label === positive)),
    scores: new Float64Array(labels.length).map((_, index) => probabilities[index * classes + positive]),
  };
}

/** All classes together ("micro"): every cell of the one-hot labels, with its probability. */
export function everyCell({ classes, labels, probabilities }: PredictionTable): {
  truth: Uint8Array;
  scores: Float64Array;
} {
  const truth = new Uint8Array(probabilities.length);
  labels.forEach((label, index) => (truth[index * classes + label] = 1));
  return { truth, scores: probabilities };
}

/** For each slice, whether the predicted class is right, and its probability (the confidence). */
export function confidences(table: PredictionTable): { truth: Uint8Array; scores: Float64Array } {
  const predicted = predictedClasses(table);
  return {
    truth: table.labels.map((label, index) => Number(label === predicted[index])),
    scores: Float64Array.from(
      predicted,
      (answer, index) => table.probabilities[index * table.classes + answer],
    ),
  };
}
