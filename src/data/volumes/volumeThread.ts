import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../protocol/failure';
import { speakCarried } from '../../words/bundles';
import type { VolumePair } from './findVolumes';
import type { Orientation } from './orientation';
import { prepareVolume, type PreparedVolume } from './prepareVolume';
import type { PictureOptions } from './sliceWriter';
import { VolumeError } from './volumeError';

/** What a thread is asked for: what `prepareVolume` takes. */
export interface VolumeTask {
  pair: VolumePair;
  folder: string;
  pictures: PictureOptions;
  given: Orientation | undefined;
}

export type VolumeAnswer =
  | { kind: 'slice'; done: number; slices: number }
  | { kind: 'prepared'; volume: PreparedVolume }
  | { kind: 'refused'; why: string }
  | { kind: 'failed'; message: string; details: SystemError };

/** What an error of the system says beside its message; it is lost on the way between threads. */
type SystemError = Pick<NodeJS.ErrnoException, 'code' | 'errno' | 'path'>;

/** BCP 47 tag, for what is said of volumes. */
speakCarried(workerData as string);

const answer = (message: VolumeAnswer) => parentPort?.postMessage(message);

async function work({ pair, folder, pictures, given }: VolumeTask): Promise<void> {
  try {
    const onSlice = (done: number, slices: number) => answer({ kind: 'slice', done, slices });
    const volume = await prepareVolume(pair, folder, pictures, given, { onSlice });
    answer({ kind: 'prepared', volume });
  } catch (error) {
    if (error instanceof VolumeError) answer({ kind: 'refused', why: error.message });
    else answer({ kind: 'failed', message: messageOf(error), details: detailsOf(error) });
  }
}

function detailsOf(error: unknown): SystemError {
  if (!(error instanceof Error)) return {};
  const { code, errno, path }: NodeJS.ErrnoException = error;
  return { code, errno, path };
}

parentPort?.on('message', (task: VolumeTask) => void work(task));
