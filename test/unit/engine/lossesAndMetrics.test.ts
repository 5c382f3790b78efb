import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { testPrograms, values, withGradients, type Program } from './compare';

const rows = 4;
const classes = 3;
const oneHot = (): tf.Tensor => tf.oneHot(tf.tensor1d([0, 2, 1, 0], 'int32'), classes).toFloat();
const logits = (): tf.Tensor => values([rows, classes], 1);
const probabilities = (): tf.Tensor => tf.softmax(logits());
const weights = (): tf.Tensor => tf.tensor2d([1, 0, 2, 0.5], [rows, 1]);

type Loss = (
  truth: tf.Tensor,
  prediction: tf.Tensor,
  weights?: tf.Tensor,
  reduction?: tf.Reduction,
) => tf.Tensor;

const coreLosses: Record<keyof typeof tf.losses, Loss> = {
  absoluteDifference: tf.losses.absoluteDifference,
  computeWeightedLoss: (truth, prediction, w, reduction) =>
    tf.losses.computeWeightedLoss(tf.square(tf.sub(truth, prediction)), w, reduction),
  cosineDistance: (truth, prediction, w, reduction) =>
    tf.losses.cosineDistance(truth, prediction, 1, w, reduction),
  hingeLoss: tf.losses.hingeLoss,
  huberLoss: (truth, prediction, w, reduction) => tf.losses.huberLoss(truth, prediction, w, 0.5, reduction),
  logLoss: (truth, prediction, w, reduction) =>
    tf.losses.logLoss(truth, tf.softmax(prediction), w, 1e-7, reduction),
  meanSquaredError: tf.losses.meanSquaredError,
  sigmoidCrossEntropy: (truth, prediction, w, reduction) =>
    tf.losses.sigmoidCrossEntropy(truth, prediction, w, 0.1, reduction),
  softmaxCrossEntropy: (truth, prediction, w, reduction) =>
    tf.losses.softmaxCrossEntropy(truth, prediction, w && tf.reshape(w, [rows]), 0.1, reduction),
};

const reductions = {
  mean: tf.Reduction.MEAN,
  sum: tf.Reduction.SUM,
  'sum by nonzero weights': tf.Reduction.SUM_BY_NONZERO_WEIGHTS,
  none: tf.Reduction.NONE,
};

function corePrograms(): Record<string, Program> {
  const programs: Record<string, Program> = {};
  for (const [name, loss] of Object.entries(coreLosses)) {
    programs[`tf.losses.${name}`] = () => withGradients([logits()], (x) => loss(oneHot(), x));
    for (const [reduction, value] of Object.entries(reductions))
      programs[`tf.losses.${name}, weighted, ${reduction}`] = () =>
        withGradients([logits()], (x) => loss(oneHot(), x, weights(), value));
  }
  return programs;
}

/** Losses that `model.compile` knows by name. */
const namedLosses = [
  'meanSquaredError',
  'meanAbsoluteError',
  'meanAbsolutePercentageError',
  'meanSquaredLogarithmicError',
  'squaredHinge',
  'hinge',
  'categoricalHinge',
  'logcosh',
  'categoricalCrossentropy',
  'sparseCategoricalCrossentropy',
  'binaryCrossentropy',
  'kullbackLeiblerDivergence',
  'poisson',
  'cosineProximity',
];

const fitWith =
  (loss: string): Program =>
  async () => {
    const model = tf.sequential();
    model.add(
      tf.layers.dense({
        units: classes,
        activation: 'softmax',
        inputShape: [5],
        kernelInitializer: tf.initializers.glorotNormal({ seed: 2 }),
      }),
    );
    model.compile({ loss, optimizer: tf.train.sgd(0.05), metrics: ['accuracy'] });
    const truth = loss === 'sparseCategoricalCrossentropy' ? tf.tensor2d([0, 2, 1, 0], [rows, 1]) : oneHot();
    const pictures = values([rows, 5], 3);
    const trained = [];
    for (let step = 0; step < 3; step++)
      trained.push(...((await model.trainOnBatch(pictures, truth)) as number[]));
    const evaluated = model.evaluate(pictures, truth) as tf.Scalar[];
    return [trained, ...evaluated, ...model.getWeights()];
  };

/** Binary metrics want one column of 0 and 1. */
const binaryTruth = (): tf.Tensor => tf.tensor2d([0, 1, 1, 0], [rows, 1]);
const binaryPrediction = (): tf.Tensor => tf.tensor2d([0.2, 0.9, 0.4, 0.6], [rows, 1]);

type Metric = () => tf.Tensor;
const metrics: Record<keyof typeof tf.metrics, Metric> = {
  binaryAccuracy: () => tf.metrics.binaryAccuracy(binaryTruth(), binaryPrediction()),
  binaryCrossentropy: () => tf.metrics.binaryCrossentropy(binaryTruth(), binaryPrediction()),
  sparseCategoricalAccuracy: () =>
    tf.metrics.sparseCategoricalAccuracy(tf.tensor1d([0, 2, 1, 1]), probabilities()),
  categoricalAccuracy: () => tf.metrics.categoricalAccuracy(oneHot(), probabilities()),
  categoricalCrossentropy: () => tf.metrics.categoricalCrossentropy(oneHot(), probabilities()),
  precision: () => tf.metrics.precision(binaryTruth(), tf.round(binaryPrediction())),
  recall: () => tf.metrics.recall(binaryTruth(), tf.round(binaryPrediction())),
  cosineProximity: () => tf.metrics.cosineProximity(oneHot(), probabilities()),
  meanAbsoluteError: () => tf.metrics.meanAbsoluteError(oneHot(), probabilities()),
  meanAbsolutePercentageError: () =>
    tf.metrics.meanAbsolutePercentageError(tf.exp(logits()), probabilities()),
  MAPE: () => tf.metrics.MAPE(tf.exp(logits()), probabilities()),
  mape: () => tf.metrics.mape(tf.exp(logits()), probabilities()),
  meanSquaredError: () => tf.metrics.meanSquaredError(oneHot(), probabilities()),
  MSE: () => tf.metrics.MSE(oneHot(), probabilities()),
  mse: () => tf.metrics.mse(oneHot(), probabilities()),
  r2Score: () => tf.metrics.r2Score(values([rows], 4), values([rows], 5)),
};

describe('every loss of tf.losses, forward and gradient', () => {
  testPrograms(corePrograms());

  it('is in the table', () => expect(Object.keys(coreLosses).sort()).toEqual(Object.keys(tf.losses).sort()));
});

describe('training with a loss that compile knows by name', () => {
  testPrograms(Object.fromEntries(namedLosses.map((loss) => [loss, fitWith(loss)])));
});

describe('every metric of tf.metrics', () => {
  testPrograms(
    Object.fromEntries(
      Object.entries(metrics).map(([name, metric]): [string, Program] => [name, () => [metric()]]),
    ),
  );

  it('is in the table', () => expect(Object.keys(metrics).sort()).toEqual(Object.keys(tf.metrics).sort()));
});
