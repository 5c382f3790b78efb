import { prepareVolumes } from '../../data';
import type { PreparedVolumes, VolumesJob } from '../../protocol/jobs/dataJobs';
import type { RunningJob } from '../server';
import { remembered } from './remembered';

/** Makes a data set of volumes. */
export async function volumes(
  job: VolumesJob,
  { signal, emit }: RunningJob,
  { volumeThread }: { volumeThread: string },
): Promise<PreparedVolumes> {
  const made = await prepareVolumes({
    ...job,
    thread: volumeThread,
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'volumes', ...progress }),
  });
  return remembered(made);
}
