import { prepareSample } from '../../data';
import type { PreparedData, PrepareJob } from '../../protocol/jobs/dataJobs';
import { rememberDataSet } from '../../runs';
import type { RunningJob } from '../server';

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
  await rememberDataSet({ path: made.data, slices: made.slices });
  return made;
}
