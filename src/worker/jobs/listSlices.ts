import { openDataset } from '../../data';
import type { ListSlicesJob, PackedData } from '../../protocol/jobs/dataJobs';
import type { RunningJob } from '../server';

/** Lists the slices of a data set; packs them first where that has not been done. */
export async function listSlices({ data }: ListSlicesJob, { signal, emit }: RunningJob): Promise<PackedData> {
  const {
    path,
    slices: splits,
    packed,
  } = await openDataset(data, {
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  return { path, packed, splits };
}
