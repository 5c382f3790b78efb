import { openData } from '../../train';
import type { ListSlicesJob, PackedData } from '../../protocol/jobs/dataJobs';
import type { RunningJob } from '../server';

/** Lists the slices of a data set; packs them first where that has not been done. */
export async function listSlices({ data }: ListSlicesJob, running: RunningJob): Promise<PackedData> {
  const { path, slices, packed, unchanged } = await openData(data, running);
  await unchanged;
  return { path, packed, splits: slices() };
}
