import { classNames } from '../course/classes';
import type { Evaluation, Provenance } from '../protocol/evaluation';
import type { Prediction } from '../protocol/run';
import { measure } from './measure';
import { tableOf } from './predictions';
import { poolVolumes } from './volumes';

/**
 * All figures of a model's predictions, by slice and by volume.
 * @param source where the predictions come from; slices and volumes are counted here
 */
export function evaluationOf(
  source: Omit<Provenance, 'slices' | 'volumes'>,
  predictions: Prediction[],
): Evaluation {
  const table = tableOf(predictions, classNames.length);
  return {
    version: 2,
    provenance: { ...source, slices: predictions.length, volumes: table.volumeNames.length },
    classNames: [...classNames],
    bySlice: measure(table),
    byVolume: measure(poolVolumes(table)),
    predictions,
  };
}
