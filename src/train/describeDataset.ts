import { classCount } from '../course/classes';
import type { Dataset } from '../data';
import type { RunRecord } from '../protocol/run';

/** A data set as records tell of it. */
export function describeDataset(dataset: Dataset): NonNullable<RunRecord['dataset']> {
  const { path, fingerprint, doubts } = dataset;
  const count = (name: 'train' | 'val' | 'test') => dataset.split(name).count;
  return {
    path,
    fingerprint,
    slices: { train: count('train'), val: count('val'), test: count('test') },
    valClasses: classCounts(dataset.split('val').labels),
    ...(doubts.length > 0 ? { doubts: [...doubts] } : {}),
  };
}

function classCounts(labels: Uint8Array): number[] {
  const counts = new Array<number>(classCount).fill(0);
  for (const label of labels) counts[label]++;
  return counts;
}
