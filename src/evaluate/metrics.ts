import type { Evaluation } from '../protocol/run';

/** The numbers of an evaluation, without where they come from. */
export type Metrics = Pick<
  Evaluation,
  'slices' | 'loss' | 'accuracy' | 'balancedAccuracy' | 'majorityBaseline' | 'confusion' | 'perClass'
>;

function largest(values: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < values.length; index++) if (values[index] > values[best]) best = index;
  return best;
}

/** The share, or 0 when it is undefined (scikit-learn's `zero_division=0`). */
function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

/** How far from 1 a softmax computed in single precision may sum. */
const roundingTolerance = 1e-3;

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** Cross-entropy of one slice in nats; clipped to [eps, 1 - eps] and renormalized as in scikit-learn's `log_loss`. */
function crossEntropy(probabilities: ArrayLike<number>, label: number): number {
  const clipped = Array.from(probabilities, (p) => Math.min(Math.max(p, Number.EPSILON), 1 - Number.EPSILON));
  return -Math.log(clipped[label] / sum(clipped));
}

function checkInput(
  labels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  classes: number,
): void {
  if (labels.length === 0) throw new RangeError('There are no predictions to evaluate.');
  if (labels.length !== probabilities.length)
    throw new RangeError(`${labels.length} labels do not match ${probabilities.length} predictions.`);
  probabilities.forEach((row, index) => {
    const label = labels[index];
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new RangeError(`Label ${label} of prediction ${index} is not one of ${classes} classes.`);
    if (row.length !== classes)
      throw new RangeError(`Prediction ${index} has ${row.length} probabilities for ${classes} classes.`);
    const values = Array.from(row);
    if (!values.every((p) => p >= 0) || !(Math.abs(sum(values) - 1) < roundingTolerance))
      throw new RangeError(`Prediction ${index} is not a set of probabilities: ${values.join(', ')}.`);
  });
}

/**
 * Metrics of a classification, as scikit-learn defines them: `log_loss`, `accuracy_score`,
 * `balanced_accuracy_score` (mean recall of the classes that occur), `confusion_matrix` (rows are the truth) and
 * `precision_recall_fscore_support` with `zero_division=0`. The prediction is the most probable class, the first
 * one in a tie.
 * @param labels n class indices
 * @param probabilities n rows of one probability a class, each row summing to 1
 * @throws RangeError when there is nothing to evaluate, or labels and probabilities do not fit each other.
 */
export function evaluatePredictions(
  labels: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
  classNames: readonly string[],
): Metrics {
  checkInput(labels, probabilities, classNames.length);
  const count = labels.length;
  const confusion = classNames.map(() => classNames.map(() => 0));
  probabilities.forEach((row, index) => confusion[labels[index]][largest(row)]++);

  const perClass = classNames.map((name, index) => {
    const right = confusion[index][index];
    const support = sum(confusion[index]);
    const predicted = sum(confusion.map((row) => row[index]));
    return {
      name,
      precision: ratio(right, predicted),
      recall: ratio(right, support),
      f1: ratio(2 * right, predicted + support),
      support,
    };
  });
  const present = perClass.filter(({ support }) => support > 0);
  return {
    slices: count,
    loss: sum(probabilities.map((row, index) => crossEntropy(row, labels[index]))) / count,
    accuracy: sum(classNames.map((_, index) => confusion[index][index])) / count,
    balancedAccuracy: sum(present.map(({ recall }) => recall)) / present.length,
    majorityBaseline: Math.max(...perClass.map(({ support }) => support)) / count,
    confusion,
    perClass,
  };
}
