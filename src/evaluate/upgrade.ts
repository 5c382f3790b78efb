import { classNames } from '../course/classes';
import type { Evaluation, FirstEvaluation } from '../protocol/evaluation';
import { measure } from './measure';
import { tableOf } from './predictions';
import { poolVolumes } from './volumes';

/** An evaluation as this version writes it; one of an earlier version is computed again from its predictions. */
export function upgradeEvaluation(
  stored: Evaluation | FirstEvaluation,
  run: { id: string; name: string },
): Evaluation {
  if (stored.version === 2) return stored;
  const { split, checkpoint, createdAt, datasetFingerprint, predictions } = stored;
  const table = tableOf(predictions, classNames.length);
  return {
    version: 2,
    provenance: {
      run: run.id,
      name: run.name,
      split,
      checkpoint,
      epoch: null,
      weights: null,
      slices: predictions.length,
      volumes: table.volumeNames.length,
      datasetFingerprint,
      createdAt,
    },
    classNames: [...classNames],
    bySlice: measure(table),
    byVolume: measure(poolVolumes(table)),
    predictions,
  };
}
