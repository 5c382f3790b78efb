import type { PredictionTable } from './predictions';
import { predictedClasses } from './predictions';

/**
 * One row for each volume. Its truth is the highest class among its slices: a patient with one slice with a lesion has a lesion.
 * Its probability of class k or higher is the largest such probability among its slices.
 * The classes must be in rising order: no liver, liver, lesion.
 */
export function poolVolumes(table: PredictionTable): PredictionTable {
  const { classes, volumeNames } = table;
  const count = volumeNames.length;
  const labels = new Uint8Array(count);
  /** Largest probability of class k or higher. */
  const reached = new Float64Array(count * classes);
  table.labels.forEach((label, index) => {
    const volume = table.volumes[index];
    labels[volume] = Math.max(labels[volume], label);
    let tail = 0;
    for (let k = classes - 1; k > 0; k--) {
      tail += table.probabilities[index * classes + k];
      const at = volume * classes + k;
      reached[at] = Math.max(reached[at], Math.min(tail, 1));
    }
  });
  const probabilities = reached.map((value, at) => {
    const k = at % classes;
    return (k === 0 ? 1 : value) - (k + 1 < classes ? reached[at + 1] : 0);
  });
  return {
    classes,
    labels,
    probabilities,
    volumes: Uint32Array.from(labels, (_, index) => index),
    volumeNames,
  };
}

/** How one volume was predicted. */
export interface VolumeSummary {
  name: string;
  slices: number;
  /** Rows are the truth, columns the prediction. */
  confusion: number[][];
  accuracy: number;
  /** The volume's class, and the one predicted for it: see {@link poolVolumes}. */
  label: number;
  predicted: number;
  /** One for each class. */
  probabilities: number[];
}

/** Every volume, in the order of the predictions. */
export function summarizeVolumes(table: PredictionTable): VolumeSummary[] {
  const pooled = poolVolumes(table);
  const answers = predictedClasses(pooled);
  const predicted = predictedClasses(table);
  const summaries = table.volumeNames.map((name, index) => ({
    name,
    slices: 0,
    confusion: Array.from({ length: table.classes }, () => new Array<number>(table.classes).fill(0)),
    accuracy: 0,
    label: pooled.labels[index],
    predicted: answers[index],
    probabilities: Array.from(
      pooled.probabilities.subarray(index * table.classes, (index + 1) * table.classes),
    ),
  }));
  table.labels.forEach((label, index) => {
    const summary = summaries[table.volumes[index]];
    summary.slices++;
    summary.confusion[label][predicted[index]]++;
    if (label === predicted[index]) summary.accuracy++;
  });
  for (const summary of summaries) summary.accuracy /= summary.slices;
  return summaries;
}
