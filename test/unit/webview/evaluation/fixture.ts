import { measure } from '../../../../src/evaluate/measure';
import { tableOf } from '../../../../src/evaluate/predictions';
import { poolVolumes } from '../../../../src/evaluate/volumes';
import type { Evaluation } from '../../../../src/protocol/evaluation';
import type { Prediction } from '../../../../src/protocol/run';
import { Measured } from '../../../../webview/evaluation/measured';

const classNames = ['no liver', 'liver', 'lesion'];

/** Two volumes of three slices; of the slices with a lesion, two are taken for liver. */
export const predictions: Prediction[] = [
  slice('a', 0, 0, [0.8, 0.1, 0.1]),
  slice('a', 1, 1, [0.1, 0.7, 0.2]),
  slice('a', 2, 2, [0.1, 0.6, 0.3]),
  slice('b', 0, 1, [0.2, 0.5, 0.3]),
  slice('b', 1, 2, [0, 0.9, 0.1]),
  slice('b', 2, 2, [0.1, 0.1, 0.8]),
];

function slice(patient: string, number: number, label: number, probabilities: number[]): Prediction {
  return { file: `${patient}/${number}.png`, patient, slice: number, label, probabilities };
}

export function evaluationOf(of: Prediction[], name = 'baseline'): Evaluation {
  const table = tableOf(of, classNames.length);
  return {
    version: 2,
    provenance: {
      run: name,
      name,
      split: 'test',
      checkpoint: 'best',
      epoch: 3,
      weights: null,
      slices: of.length,
      volumes: table.volumeNames.length,
      datasetFingerprint: 'f00dcafe0123456789',
      createdAt: '2026-01-01T00:00:00.000Z',
    },
    classNames,
    bySlice: measure(table, { resamples: 20 }),
    byVolume: measure(poolVolumes(table), { resamples: 20 }),
    predictions: of,
  };
}

export function measured(of = predictions, name?: string): Measured {
  return new Measured('/runs/baseline', evaluationOf(of, name));
}
