import type { ClassFigures, Figures } from '../protocol/figures';
import {
  accuracy,
  balancedAccuracy,
  cohenKappa,
  majorityBaseline,
  matthewsCorrelation,
  precisionRecallByClass,
} from './agreement';
import { binOf, calibrationBins, crossEntropy, squaredError } from './calibration';
import { supports } from './confusion';
import { everyCell, oneVersusRest, predictedClasses, type PredictionTable } from './predictions';
import { lanes, rank, rankingFigures, type Ranking, type RankingFigures } from './ranking';

/**
 * Predictions summed up by volume. They hold enough to compute every figure, for any weights of the volumes.
 */
export interface VolumeSums {
  classes: number;
  volumes: number;
  /** `volumes` x `classes` x `classes` counts. */
  confusion: Float64Array;
  logLoss: Float64Array;
  squaredError: Float64Array;
  /** `volumes` x bins: sum of confidence minus correctness (1 or 0) of the predictions in a bin. */
  overconfidence: Float64Array;
  /** One for each class, then one for all cells together ("micro"). */
  rankings: Ranking[];
}

/** Sums predictions up by volume. */
export function sumByVolume(table: PredictionTable): VolumeSums {
  const { classes, labels, probabilities, volumes } = table;
  const count = table.volumeNames.length;
  const predicted = predictedClasses(table);
  const sums = {
    classes,
    volumes: count,
    confusion: new Float64Array(count * classes * classes),
    logLoss: new Float64Array(count),
    squaredError: new Float64Array(count),
    overconfidence: new Float64Array(count * calibrationBins),
  };
  for (let index = 0; index < labels.length; index++) {
    const at = index * classes;
    const [volume, label, answer] = [volumes[index], labels[index], predicted[index]];
    const confidence = probabilities[at + answer];
    sums.confusion[(volume * classes + label) * classes + answer]++;
    sums.logLoss[volume] += table.crossEntropies?.[index] ?? crossEntropy(probabilities, label, classes, at);
    sums.squaredError[volume] += squaredError(probabilities, label, classes, at);
    sums.overconfidence[volume * calibrationBins + binOf(confidence)] +=
      confidence - Number(answer === label);
  }
  const rankings = Array.from({ length: classes }, (_, positive) => {
    const { truth, scores } = oneVersusRest(table, positive);
    return rank(truth, scores, (index) => volumes[index]);
  });
  const cells = everyCell(table);
  rankings.push(rank(cells.truth, cells.scores, (index) => volumes[Math.floor(index / classes)]));
  return { ...sums, rankings };
}

/** The weights of the data as they are: each volume counts once. */
export function eachOnce({ volumes }: VolumeSums): Float64Array {
  return new Float64Array(volumes).fill(1);
}

/** Sum of rows of `width` numbers, each multiplied by its weight. */
function weightedSum(rows: Float64Array, width: number, weights: Float64Array): Float64Array {
  const total = new Float64Array(width);
  for (let row = 0, at = 0; row < weights.length; row++, at += width)
    for (let column = 0; column < width; column++) total[column] += weights[row] * rows[at + column];
  return total;
}

/** The confusion matrix of volumes that count as often as `weights` says. */
export function weightedConfusion(sums: VolumeSums, weights: Float64Array): number[][] {
  const { classes } = sums;
  const flat = weightedSum(sums.confusion, classes * classes, weights);
  return Array.from({ length: classes }, (_, row) =>
    Array.from(flat.subarray(row * classes, (row + 1) * classes)),
  );
}

/**
 * Every figure of predictions, as scikit-learn defines it; null where it is undefined.
 * @param weights how often each volume counts, 1 each for the data as they are
 */
export function figuresOf(sums: VolumeSums, weights: Float64Array): Figures<number, number | null> {
  return figuresOfEach(sums, [weights])[0];
}

/**
 * The figures of several resamples. This is faster than one resample after the other.
 * @param resamples at most `lanes`
 */
export function figuresOfEach(
  sums: VolumeSums,
  resamples: readonly Float64Array[],
): Figures<number, number | null>[] {
  const weights = new Float64Array(lanes * sums.volumes);
  resamples.forEach((resample, lane) => {
    for (let volume = 0; volume < sums.volumes; volume++) weights[lanes * volume + lane] = resample[volume];
  });
  const ranked = sums.rankings.map((ranking) => rankingFigures(ranking, weights));
  return resamples.map((resample, lane) =>
    figuresWith(
      sums,
      resample,
      ranked.map((figures) => figures[lane]),
    ),
  );
}

/** @param ranked the figures that depend on thresholds: one for each class, then micro */
function figuresWith(
  sums: VolumeSums,
  weights: Float64Array,
  ranked: readonly RankingFigures[],
): Figures<number, number | null> {
  const confusion = weightedConfusion(sums, weights);
  const support = supports(confusion);
  const slices = support.reduce((total, value) => total + value, 0);
  const classes = precisionRecallByClass(confusion).map((figures, index) => ({
    ...figures,
    ...ranked[index],
  }));
  const share = accuracy(confusion);
  const gaps = weightedSum(sums.overconfidence, calibrationBins, weights);
  return {
    accuracy: share,
    balancedAccuracy: balancedAccuracy(confusion),
    majorityBaseline: majorityBaseline(confusion),
    logLoss: weightedSum(sums.logLoss, 1, weights)[0] / slices,
    brierScore: weightedSum(sums.squaredError, 1, weights)[0] / slices,
    expectedCalibrationError: gaps.reduce((total, gap) => total + Math.abs(gap), 0) / slices,
    matthewsCorrelation: matthewsCorrelation(confusion),
    cohenKappa: cohenKappa(confusion),
    macro: average(
      classes,
      support.map(() => 1),
    ),
    micro: { precision: share, recall: share, f1: share, ...ranked[sums.classes] },
    weighted: average(classes, support),
    classes,
  };
}

/** The mean over the classes, weighted; null where one is undefined. */
function average(
  classes: readonly ClassFigures<number, number | null>[],
  weights: readonly number[],
): ClassFigures<number, number | null> {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (name: keyof ClassFigures<unknown>) =>
    classes.reduce((sum, figures, index) => sum + weights[index] * (figures[name] ?? NaN), 0) / total;
  const rocAuc = mean('rocAuc');
  return {
    precision: mean('precision'),
    recall: mean('recall'),
    f1: mean('f1'),
    averagePrecision: mean('averagePrecision'),
    rocAuc: Number.isNaN(rocAuc) ? null : rocAuc,
  };
}

/** The same shape with each figure replaced. The order of the calls is always the same. */
export function mapFigures<From, To>(figures: Figures<From>, change: (figure: From) => To): Figures<To> {
  const ofClass = ({ precision, recall, f1, averagePrecision, rocAuc }: ClassFigures<From>) => ({
    precision: change(precision),
    recall: change(recall),
    f1: change(f1),
    averagePrecision: change(averagePrecision),
    rocAuc: change(rocAuc),
  });
  return {
    accuracy: change(figures.accuracy),
    balancedAccuracy: change(figures.balancedAccuracy),
    majorityBaseline: change(figures.majorityBaseline),
    logLoss: change(figures.logLoss),
    brierScore: change(figures.brierScore),
    expectedCalibrationError: change(figures.expectedCalibrationError),
    matthewsCorrelation: change(figures.matthewsCorrelation),
    cohenKappa: change(figures.cohenKappa),
    macro: ofClass(figures.macro),
    micro: ofClass(figures.micro),
    weighted: ofClass(figures.weighted),
    classes: figures.classes.map(ofClass),
  };
}
