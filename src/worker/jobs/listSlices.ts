import { openData } from '../../train';
import type { ListSlicesJob, PackedData } from '../../protocol/jobs/dataJobs';
import type { RunningJob } from '../server';

/** Lists the slices of a data set; packs them first where that has not been done. */
export async function listSlices({ data }: ListSlicesJob, running: RunningJob): Promise<PackedData> {
  const { path, slices: splits, packed } = await openData(data, running);
  return { path, packed, splits };
}
