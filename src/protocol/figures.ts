/** Shapes of what is measured of a classification. */

/**
 * Figures of one class against the others, or a mean of them over the classes.
 * `Undefinable` is the type of figures that can be undefined.
 */
export interface ClassFigures<T, Undefinable = T> {
  precision: T;
  recall: T;
  f1: T;
  /** Area of the steps of the precision-recall curve. */
  averagePrecision: T;
  /** Area under the ROC curve; undefined unless the class and others occur. */
  rocAuc: Undefinable;
}

/** Every figure of an evaluation: as a number, an interval, a difference. */
export interface Figures<T, Undefinable = T> {
  accuracy: T;
  /** Mean recall of the classes that occur. */
  balancedAccuracy: T;
  /** Accuracy of always answering the most frequent class. */
  majorityBaseline: T;
  /** Mean cross-entropy in nats; a uniform guess has ln 3. */
  logLoss: T;
  /** Mean squared distance of the probabilities from the truth, summed over the classes, 0..2. */
  brierScore: T;
  /** Mean distance between how sure the predictions were and how often they were right, 0..1. */
  expectedCalibrationError: T;
  /** -1..1, 0 for a guess. */
  matthewsCorrelation: T;
  /** -1..1, 0 for a guess; undefined when truth and prediction are one and the same class throughout. */
  cohenKappa: Undefinable;
  /** Each class counts the same. */
  macro: ClassFigures<T, Undefinable>;
  /** Each slice and class counts the same. */
  micro: ClassFigures<T, Undefinable>;
  /** Each class counts as often as it occurs. */
  weighted: ClassFigures<T, Undefinable>;
  /** In the order of the labels. */
  classes: ClassFigures<T, Undefinable>[];
}

/** A 95 % interval. */
export interface Interval {
  low: number;
  high: number;
}

/** Confusion matrix and figures of a set of predictions. */
export interface Metrics {
  /** Rows are the truth, columns the prediction (scikit-learn's convention). */
  confusion: number[][];
  figures: Figures<number, number | null>;
  /** By bootstrap over volumes; null for a single volume, and where a figure cannot be told in most resamples. */
  intervals: Figures<Interval | null> | null;
}
