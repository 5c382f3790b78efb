import { openSlices } from '../../data/openSlices';
import type { BrowseJob } from '../../protocol/jobs/browseJob';
import type { RunningJob } from '../server';

/** Shows slices of a data set to whoever asks, until it is stopped. */
export async function browse({ data }: BrowseJob, { signal, answers }: RunningJob): Promise<null> {
  answers(openSlices(data));
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new Error('stopped', { cause: signal.reason })));
  });
}
