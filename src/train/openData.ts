import { openDataset, type Dataset } from '../data';
import { rememberDataSet } from '../runs';
import type { JobContext } from './context';
import { describeDataset } from './describeDataset';

/** Opens a data set for a job, tells how far that is, and notes on this machine that it is used. */
export async function openData(
  path: string,
  { signal, emit }: Pick<JobContext, 'signal' | 'emit'>,
): Promise<Dataset> {
  const dataset = await openDataset(path, {
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  const { fingerprint, slices } = describeDataset(dataset);
  await rememberDataSet({ path: dataset.path, fingerprint, slices });
  return dataset;
}
