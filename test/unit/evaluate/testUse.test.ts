import { describe, expect, it } from 'vitest';
import { testRemarks, testUse, type EvaluatedRun } from '../../../src/evaluate/testUse';
import type { EvaluationLine } from '../../../src/protocol/evaluation';

const day = (number: number) => `2026-03-${String(number).padStart(2, '0')}T12:00:00.000Z`;

function line(change: Partial<EvaluationLine> = {}): EvaluationLine {
  return {
    version: 1,
    run: 'a',
    name: 'a',
    split: 'test',
    checkpoint: 'best',
    epoch: 1,
    weights: 'w1',
    slices: 10,
    volumes: 2,
    datasetFingerprint: 'data',
    createdAt: day(10),
    step: 5,
    accuracy: 0.8,
    balancedAccuracy: 0.8,
    logLoss: 0.5,
    ...change,
  };
}

/** A run that trained on one day, and has a validation loss. */
function run(id: string, trained: number, evaluations: EvaluationLine[], valLoss = 0.5): EvaluatedRun {
  const best = { epoch: 1, valLoss, valAccuracy: 0.8 };
  return {
    name: id,
    record: { id, createdAt: day(trained), updatedAt: day(trained), best },
    evaluations,
  };
}

describe('the use of the test set', () => {
  it('is counted, with the different weights among them', () => {
    const lines = [line(), line({ createdAt: day(11) }), line({ weights: 'w2', createdAt: day(12) })];
    expect(testUse(lines)).toEqual({ times: 3, models: 2, first: day(10), last: day(12) });
  });

  it('is none for evaluations of the validation split', () => {
    expect(testUse([line({ split: 'val' })])).toBeUndefined();
  });
});

describe('a test score', () => {
  it('is not doubted when it was measured once, after the training, of a run chosen by validation', () => {
    const chosen = run('a', 1, [line()], 0.4);
    const other = run('b', 2, [], 0.6);
    expect(testRemarks(chosen, [chosen, other])).toEqual([]);
  });

  it('is not doubted when the same weights are measured again', () => {
    expect(testRemarks(run('a', 1, [line(), line({ createdAt: day(11) })]), [])).toEqual([]);
  });

  it('is doubted when it was measured while the run still trained', () => {
    expect(testRemarks(run('a', 12, [line()]), [])).toContainEqual({ id: 'testedWhileTraining', times: 1 });
  });

  it('is doubted when several weights of the run were measured', () => {
    const lines = [line(), line({ checkpoint: 'last', weights: 'w2' })];
    expect(testRemarks(run('a', 1, lines), [])).toEqual([{ id: 'testedAgain', times: 2, models: 2 }]);
  });

  it('is doubted when the run began after other runs had been measured on the same data', () => {
    const first = run('b', 1, [line({ run: 'b', createdAt: day(2), balancedAccuracy: 0.9 })]);
    const elsewhere = run('c', 1, [line({ run: 'c', createdAt: day(2), datasetFingerprint: 'other' })]);
    expect(testRemarks(run('a', 5, [line()]), [first, elsewhere])).toEqual([
      { id: 'trainedAfterTest', names: ['b'] },
    ]);
  });

  it('is doubted when it is the best of several while validation prefers another run', () => {
    const chosen = run('a', 1, [line({ balancedAccuracy: 0.9 })], 0.6);
    const preferred = run('b', 1, [line({ run: 'b', balancedAccuracy: 0.8 })], 0.4);
    expect(testRemarks(chosen, [chosen, preferred])).toEqual([{ id: 'chosenByTest', runs: 2, name: 'b' }]);
    expect(testRemarks(preferred, [chosen, preferred])).toEqual([]);
  });

  it('does not exist for a run that has none', () => {
    expect(testRemarks(run('a', 12, [line({ split: 'val' })]), [])).toEqual([]);
  });
});
