import { openDataset } from '../../data';
import type { JobResult, ListSlicesJob } from '../../protocol/jobs';
import type { RunningJob } from '../server';

/** Lists the slices of a data set; packs them first where that has not been done. */
export async function listSlices({ data }: ListSlicesJob, { signal, emit }: RunningJob): Promise<JobResult> {
  const {
    path,
    slices: splits,
    packed,
  } = await openDataset(data, {
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  return { kind: 'listSlices', path, packed, splits };
}
