import { checkDataset } from '../../data';
import type { DataCheck } from '../../protocol/dataCheck';
import type { CheckDataJob } from '../../protocol/jobs/dataJobs';
import type { RunningJob } from '../server';

/** Looks at every picture of a data set. */
export async function checkData({ data }: CheckDataJob, { signal, emit }: RunningJob): Promise<DataCheck> {
  return checkDataset(data, {
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
}
