import { describe, expect, it } from 'vitest';
import { precisionRecallCurve, rocCurve } from '../../../src/evaluate/curves';
import { figuresOf, figuresOfEach, sumByVolume } from '../../../src/evaluate/figures';
import { oneVersusRest, predictionTable } from '../../../src/evaluate/predictions';
import { xorshift } from './random';

const volumes = 7;
const weights = Float64Array.of(2, 0, 1, 3, 0, 0, 1);

/** 3,000 slices whose probabilities are rounded to `steps`, each `times` often as its volume weighs. */
function predictions(steps: number, times: (volume: number) => number) {
  const random = xorshift(5);
  const labels: number[] = [];
  const rows: number[][] = [];
  const names: string[] = [];
  for (let slice = 0; slice < 3000; slice++) {
    const volume = slice % volumes;
    const label = Math.floor(3 * random());
    const sure = Math.round(random() * steps) / steps;
    const row = [0, 1, 2].map((k) => (k === (label + slice) % 3 ? sure : (1 - sure) / 2));
    for (let time = 0; time < times(volume); time++) {
      labels.push(label);
      rows.push(row);
      names.push(String(volume));
    }
  }
  return predictionTable(labels, rows, 3, names);
}

describe.each([
  ['few', 8],
  ['many', 1e9],
])('with %s different scores', (_, steps) => {
  it('a volume that counts twice is the same as its slices twice', () => {
    const weighted = figuresOf(sumByVolume(predictions(steps, () => 1)), weights);
    const repeated = predictions(steps, (volume) => weights[volume]);
    weighted.classes.forEach(({ averagePrecision, rocAuc }, index) => {
      const { truth, scores } = oneVersusRest(repeated, index);
      expect(averagePrecision).toBeCloseTo(precisionRecallCurve(truth, scores).averagePrecision, 12);
      expect(rocAuc).toBeCloseTo(rocCurve(truth, scores).area ?? NaN, 12);
    });
  });

  it('resamples that are computed together do not touch each other', () => {
    const sums = sumByVolume(predictions(steps, () => 1));
    const resamples = [weights, weights.map((weight) => 3 - weight), weights.toReversed()];
    expect(figuresOfEach(sums, resamples)).toEqual(resamples.map((resample) => figuresOf(sums, resample)));
  });
});
