import type { Evaluation } from '../protocol/evaluation';
import type { Measured } from '../protocol/jobs/measureJob';
import type { ClaimedFigures, Remark } from '../protocol/review';
import { isBest, type EpochLine, type RunRecord } from '../protocol/run';
import { percent, t } from '../words';

/** Of a run, what its evaluations say; whether its predictions say the same. Nothing is measured again. */
export function claimedFigures({ provenance, bySlice, predictions }: Evaluation): ClaimedFigures {
  const { accuracy, balancedAccuracy } = bySlice.figures;
  const right = predictions.filter(({ label, probabilities }) => label === largest(probabilities)).length;
  const predicted = predictions.length === 0 ? undefined : right / predictions.length;
  const isSame = predicted === undefined || Math.abs(predicted - accuracy) < tolerance;
  return {
    split: provenance.split,
    checkpoint: provenance.checkpoint,
    accuracy,
    balancedAccuracy,
    state: isSame ? 'unverified' : 'contradicted',
    ...(isSame ? {} : { predicted }),
  };
}

/** A claim beside what its weights predict. */
export function measuredFigures(
  claimed: ClaimedFigures,
  { accuracy }: Pick<Measured, 'accuracy'>,
): ClaimedFigures {
  if (claimed.state === 'contradicted') return claimed;
  const isSame = Math.abs(claimed.accuracy - accuracy) < rounding;
  return { ...claimed, state: isSame ? 'confirmed' : 'contradicted', measured: accuracy };
}

/** Remarks where handed-in weights predict other than an evaluation says. */
export const measuredRemarks = (id: string, figures: readonly ClaimedFigures[]): Remark[] =>
  figures.flatMap(({ split, accuracy, state, measured }) =>
    state !== 'contradicted' || measured === undefined
      ? []
      : [
          {
            kind: 'figures',
            text: t(
              'The evaluation of its run {0} on {1} says an accuracy of {2}; its weights, measured anew, have {3}.',
              id,
              split,
              percent(accuracy),
              percent(measured),
            ),
          },
        ],
  );

/** Share of the slices that another device or number of threads may decide otherwise. */
const rounding = 0.005;

/** Rounding of what is written. */
const tolerance = 1e-6;

/** Place of the first of the largest values. */
const largest = (values: readonly number[]): number => values.indexOf(Math.max(...values));

/** Remarks where the files of a run contradict each other: each was written by the same training, so that one of them was changed. */
export function runRemarks(
  { id, best }: Pick<RunRecord, 'id' | 'best'>,
  epochs: readonly EpochLine[],
  figures: readonly ClaimedFigures[],
): Remark[] {
  // Without the step, an earlier run may have several validations in its best epoch.
  const line = best?.step === undefined ? undefined : epochs.find((epoch) => isBest(epoch, best));
  return [
    ...figures.flatMap(({ split, accuracy, predicted }): Remark[] =>
      predicted === undefined
        ? []
        : [
            {
              kind: 'figures',
              text: t(
                'The evaluation of its run {0} on {1} says an accuracy of {2}, the predictions in it have {3}.',
                id,
                split,
                percent(accuracy),
                percent(predicted),
              ),
            },
          ],
    ),
    ...(best && line && Math.abs(line.valAccuracy - best.valAccuracy) > tolerance
      ? [
          {
            kind: 'figures' as const,
            text: t(
              'Its run {0} says that its best validation had an accuracy of {1}, its metrics say {2}.',
              id,
              percent(best.valAccuracy),
              percent(line.valAccuracy),
            ),
          },
        ]
      : []),
  ];
}
