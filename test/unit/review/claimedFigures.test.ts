import { describe, expect, it } from 'vitest';
import type { EpochLine } from '../../../src/protocol/run';
import { claimedFigures, runRemarks } from '../../../src/review/claimedFigures';
import { evaluation } from '../cli/fixtures';

const { bySlice } = evaluation;
/** Of the predictions in the fixture. */
const measured = 185 / 216;
const saying = (accuracy: number) => ({
  ...evaluation,
  bySlice: { ...bySlice, figures: { ...bySlice.figures, accuracy } },
});
const line: EpochLine = {
  kind: 'epoch',
  step: 10,
  epoch: 1,
  loss: 0.5,
  accuracy: 0.8,
  valLoss: 0.6,
  valAccuracy: 0.7,
  seconds: 9,
};
const best = (valAccuracy: number) => ({ id: 'a', best: { epoch: 1, step: 10, valLoss: 0.6, valAccuracy } });

describe('figures that a run claims', () => {
  it('are unverified where nothing has measured them again', () => {
    expect(claimedFigures(saying(measured))).toMatchObject({
      accuracy: measured,
      state: 'unverified',
    });
  });

  it('are contradicted by the predictions of the same evaluation where somebody has changed one of them', () => {
    const figures = claimedFigures(saying(0.99));
    expect(figures).toMatchObject({ accuracy: 0.99, state: 'contradicted' });
    expect(figures.predicted).toBeCloseTo(measured, 12);
    expect(runRemarks(best(0.7), [line], [figures])).toMatchObject([
      { kind: 'figures', text: expect.stringContaining('99.0%') as string },
    ]);
  });

  it('are told where record and metrics of a run differ', () => {
    expect(runRemarks(best(0.9), [line], [])).toMatchObject([
      { text: expect.stringMatching(/90\.0%.*70\.0%/) as string },
    ]);
    expect(runRemarks(best(0.7), [line], [])).toEqual([]);
  });
});
