import { prepareSample } from '../../data';
import type { PreparedData, PrepareJob } from '../../protocol/jobs/dataJobs';
import type { RunningJob } from '../server';
import { remembered } from './remembered';

/** Makes the sample data set. */
export async function prepare(
  { out, patients, slices, seed }: PrepareJob,
  { signal, emit }: RunningJob,
): Promise<PreparedData> {
  const made = await prepareSample({
    out,
    patients,
    slices,
    seed,
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  return remembered(made);
}
