import { prepareSample } from '../../data';
import type { JobResult, PrepareJob } from '../../protocol/jobs';
import type { RunningJob } from '../server';

/** Makes the sample data set. */
export async function prepare(
  { out, patients, slices, seed }: PrepareJob,
  { signal, emit }: RunningJob,
): Promise<JobResult> {
  const sample = await prepareSample({
    out,
    patients,
    slices,
    seed,
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  return { kind: 'prepare', ...sample };
}
