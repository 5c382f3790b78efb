import { describe, expect, it } from 'vitest';
import { intervalOf } from '../../src/evaluate/bootstrap';
import { calibrationBins, expectedCalibrationError, reliabilityCurve } from '../../src/evaluate/calibration';
import { confusionMatrix, normalizeConfusion } from '../../src/evaluate/confusion';
import { precisionRecallCurve, rocCurve } from '../../src/evaluate/curves';
import { eachOnce, figuresOf, sumByVolume } from '../../src/evaluate/figures';
import {
  confidences,
  everyCell,
  oneVersusRest,
  predictedClasses,
  predictionTable,
} from '../../src/evaluate/predictions';
import { uniform } from './hash';
import golden from './metrics.json';

const closeness = 1e-9;

/** Every number of `actual` within 1e-9 of `expected`'s; what one side lacks, the other must lack as well. */
function expectClose(actual: unknown, expected: unknown, path = ''): void {
  if (typeof expected === 'number') {
    expect(actual, path).toBeTypeOf('number');
    expect(
      Math.abs((actual as number) - expected),
      `${path}: ${String(actual)}, not ${expected}`,
    ).toBeLessThan(closeness);
  } else if (expected !== null && typeof expected === 'object') {
    expect(Object.keys(actual as object).sort(), path).toEqual(Object.keys(expected).sort());
    for (const [key, value] of Object.entries(expected))
      expectClose((actual as Record<string, unknown>)[key], value, `${path}.${key}`);
  } else expect(actual, path).toBe(expected);
}

describe.each(golden.cases)('of $name, scikit-learn finds the same', (known) => {
  const table = predictionTable(known.labels, known.probabilities, 3);
  const confusion = confusionMatrix(known.labels, predictedClasses(table), 3);

  it('confusion matrix', () => {
    expect(confusion).toEqual(known.confusion);
  });

  it.each(['true', 'pred', 'all'] as const)('confusion matrix, normalized over %s', (over) => {
    expectClose(normalizeConfusion(confusion, over), known.normalized[over]);
  });

  it('expected calibration error, from the reliability curve of what was predicted', () => {
    const { truth, scores } = confidences(table);
    const bins = reliabilityCurve(truth, scores);
    expectClose(expectedCalibrationError(bins), known.figures.expectedCalibrationError);
  });

  it('figures', () => {
    const sums = sumByVolume(table);
    expectClose(figuresOf(sums, eachOnce(sums)), known.figures);
  });
});

describe.each(golden.cases.filter(({ curves }) => curves.length))(
  'of $name, scikit-learn draws the same',
  ({ labels, probabilities, curves }) => {
    const table = predictionTable(labels, probabilities, 3);
    const columns = [0, 1, 2].map((positive) => oneVersusRest(table, positive));
    const cases = [...columns, everyCell(table)].map((column, index) => ({
      ...column,
      known: curves[index],
    }));

    it.each(cases)('precision-recall curve of column %#', ({ truth, scores, known }) => {
      const { precision, recall, thresholds, positives } = precisionRecallCurve(truth, scores);
      expectClose({ precision, thresholds }, { precision: known.precision, thresholds: known.thresholds });
      if (positives > 0) expectClose(recall, known.recall);
    });

    it.each(cases)('ROC curve of column %#', ({ truth, scores, known }) => {
      const { falsePositiveRate, truePositiveRate, area } = rocCurve(truth, scores);
      if (area === null) return;
      expectClose(falsePositiveRate, known.falsePositiveRate);
      expectClose(truePositiveRate, known.truePositiveRate);
    });

    it.each(cases)('reliability curve of column %#', ({ truth, scores, known }) => {
      const filled = reliabilityCurve(truth, scores, calibrationBins).filter(({ count }) => count > 0);
      expectClose(
        filled.map(({ frequency }) => frequency),
        known.frequency,
      );
      expectClose(
        filled.map(({ meanProbability }) => meanProbability),
        known.meanProbability,
      );
    });
  },
);

describe('volumes that were drawn more or less often', () => {
  const { labels, probabilities } = golden.cases[0];
  const volumes = labels.map((_, index) => String(Math.floor(index / 10)));
  const sums = sumByVolume(predictionTable(labels, probabilities, 3, volumes));

  it.each(golden.resampled)('count as often: $weights', ({ weights, figures }) => {
    expectClose(figuresOf(sums, Float64Array.from(weights)), figures);
  });
});

describe('many predictions with many ties', () => {
  const { count, volumes, figures, weights, weighted } = golden.large;
  const stream = 5000;
  const draw = (position: number) => (uniform(stream, position) + 1) / 2;
  const labels = Array.from({ length: count }, (_, index) => Math.floor(draw(4 * index) * 3));
  const probabilities = labels.map((label, index) => {
    const grains = [0, 1, 2].map(
      (k) => Math.floor(draw(4 * index + 1 + k) * 50) + 1 + (k === label ? 25 : 0),
    );
    const sum = grains[0] + grains[1] + grains[2];
    return grains.map((grain) => grain / sum);
  });
  const names = labels.map((_, index) => String(Math.floor((index * volumes) / count)));
  const table = predictionTable(labels, probabilities, 3, names);
  const sums = sumByVolume(table);

  it('have the figures of scikit-learn', () => {
    expectClose(figuresOf(sums, eachOnce(sums)), figures);
  });

  it('have the figures of scikit-learn for a resample', () => {
    expectClose(figuresOf(sums, Float64Array.from(weights)), weighted);
  });
});

describe('an interval', () => {
  it.each(golden.percentiles)('lies between NumPy’s percentiles %#', ({ values, interval: [low, high] }) => {
    expectClose(intervalOf(Float64Array.from(values), 0.95), { low, high });
  });
});
