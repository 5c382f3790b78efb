import { downloadDataset } from '../../data';
import type { DownloadedData, DownloadJob } from '../../protocol/jobs/dataJobs';
import { rememberDataSet } from '../../runs';
import type { RunningJob } from '../server';

/** Makes the data set from its archive. */
export async function download(job: DownloadJob, { signal, emit }: RunningJob): Promise<DownloadedData> {
  const made = await downloadDataset({
    ...job,
    signal,
    log: (text) => emit({ type: 'log', level: 'info', text }),
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  await rememberDataSet({ path: made.data, slices: made.slices });
  return made;
}
