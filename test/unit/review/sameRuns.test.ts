import { expect, it } from 'vitest';
import type { MetricLine } from '../../../src/protocol/run';
import { curveOf, sameRuns } from '../../../src/review/sameRuns';

const metrics = (steps: number, { first = 1.1, pace = 1 } = {}): MetricLine[] =>
  Array.from({ length: steps }, (_, index) => ({
    kind: 'step',
    step: index + 1,
    epoch: 1,
    loss: first / (index + 1),
    accuracy: 0.5,
    seconds: pace * index,
  }));
const run = (submission: string, lines: MetricLine[]) => ({
  submission,
  run: 'baseline',
  curve: curveOf(lines),
});
const both = {
  one: { submission: 'anna', run: 'baseline' },
  other: { submission: 'ben', run: 'baseline' },
  steps: 30,
};

it('tells a run that is in two submissions', () => {
  const same = sameRuns([run('anna', metrics(30)), run('ben', metrics(30))]);
  expect(same).toEqual([{ ...both, sameTimes: true }]);
});

it('tells two runs with the same numbers from a copy by their times', () => {
  const same = sameRuns([run('anna', metrics(30)), run('ben', metrics(30, { pace: 1.01 }))]);
  expect(same).toEqual([{ ...both, sameTimes: false }]);
});

it('tells nothing of runs that differ in one digit', () => {
  expect(sameRuns([run('anna', metrics(30)), run('ben', metrics(30, { first: 1.1000001 }))])).toEqual([]);
});

it('tells nothing of two runs of one student', () => {
  expect(sameRuns([run('anna', metrics(30)), run('anna', metrics(30))])).toEqual([]);
});

it('tells nothing of a few steps', () => {
  expect(sameRuns([run('anna', metrics(5)), run('ben', metrics(5))])).toEqual([]);
});
