import type { PreparedData } from '../../protocol/jobs/dataJobs';
import { rememberDataSet } from '../../runs';

/** A data set that was just made, which is known on this machine from now on. */
export async function remembered<Made extends Pick<PreparedData, 'data' | 'slices'>>(
  made: Made,
): Promise<Made> {
  await rememberDataSet({ path: made.data, slices: made.slices });
  return made;
}
