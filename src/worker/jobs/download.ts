import { downloadDataset } from '../../data';
import type { DownloadedData, DownloadJob } from '../../protocol/jobs/dataJobs';
import type { RunningJob } from '../server';
import { remembered } from './remembered';

/** Makes the data set from its archive. */
export async function download(job: DownloadJob, { signal, emit }: RunningJob): Promise<DownloadedData> {
  const made = await downloadDataset({
    ...job,
    signal,
    log: (text) => emit({ type: 'log', level: 'info', text }),
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  return remembered(made);
}
