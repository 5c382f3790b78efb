import { describe, expect, it } from 'vitest';
import type { EpochLine, StepLine } from '../../../src/protocol/run';
import { MetricSeries } from '../../../webview/shared/metricSeries';

const step = (number: number, epoch: number): StepLine => ({
  kind: 'step',
  step: number,
  epoch,
  loss: 1 / number,
  accuracy: number / 10,
  seconds: number,
});
const epoch = (number: number, lastStep: number): EpochLine => ({
  kind: 'epoch',
  step: lastStep,
  epoch: number,
  loss: 0.5,
  accuracy: 0.5,
  valLoss: 0.7 + number,
  valAccuracy: 0.6,
  seconds: lastStep,
});
const lines = [step(1, 1), step(2, 1), epoch(1, 2), step(3, 2), step(4, 2), epoch(2, 4)];
const empty = { step: [], epoch: [], loss: [], accuracy: [] };

function grown(smoothing = 0.9): MetricSeries {
  const series = new MetricSeries(empty, [], smoothing);
  for (const line of lines) series.add(line);
  return series;
}

it('is the same whether it came as a snapshot or line by line', () => {
  const steps = lines.filter((line) => line.kind === 'step');
  const whole = new MetricSeries(
    {
      step: steps.map((line) => line.step),
      epoch: steps.map((line) => line.epoch),
      loss: steps.map((line) => line.loss),
      accuracy: steps.map((line) => line.accuracy),
    },
    lines.filter((line) => line.kind === 'epoch'),
    0.9,
  );
  expect(whole.columnsOf('loss')).toEqual(grown().columnsOf('loss'));
  expect(whole.columnsOf('accuracy')).toEqual(grown().columnsOf('accuracy'));
});

describe('the norm of the gradients', () => {
  it('is no curve of a run that has not recorded it', () => {
    expect(grown().hasGradientNorm).toBe(false);
  });

  it('is a curve with gaps where it is missing, from a snapshot and line by line', () => {
    const columns = { step: [1, 2], epoch: [1, 1], loss: [1, 1], accuracy: [1, 1], gradientNorm: [3, null] };
    const series = new MetricSeries(columns, [], 0);
    series.add({ ...step(3, 1), gradientNorm: 5 });
    series.add(step(4, 1));
    expect(series.hasGradientNorm).toBe(true);
    expect(series.columnsOf('gradientNorm')).toMatchObject({
      raw: [3, null, 5, null],
      smooth: [3, null, 5, null],
    });
  });
});

it("puts an epoch's validation at its last step", () => {
  expect(grown().columnsOf('loss').validation).toEqual([null, 1.7, null, 2.7]);
});

it('knows where epochs end', () => {
  expect(grown().boundaries()).toEqual([2, 4]);
});

it('knows the epoch of a step', () => {
  expect(grown().epochAt(2)).toBe(2);
});

it('smooths again from the first step when the smoothing changes', () => {
  const series = grown(0.9);
  series.smoothWith(0.5);
  expect(series.columnsOf('loss').smooth).toEqual(grown(0.5).columnsOf('loss').smooth);
});

it('keeps what was measured', () => {
  expect(grown().columnsOf('accuracy').raw).toEqual([0.1, 0.2, 0.3, 0.4]);
});
