import { Worker } from 'node:worker_threads';
import { language, t } from '../../words';
import { prepareVolume, type PreparedVolume, type VolumeWork } from './prepareVolume';
import { VolumeError } from './volumeError';
import type { VolumeAnswer, VolumeTask } from './volumeThread';

/** Prepares volumes in threads, each of which does one after the other; as many threads come as volumes are asked for at once. */
export class VolumeThreads {
  private readonly idle: Worker[] = [];

  /** @param program of a thread; without one, volumes are prepared in this thread */
  constructor(private readonly program: string | undefined) {}

  /** As `prepareVolume` does it. */
  async prepare(task: VolumeTask, work: VolumeWork): Promise<PreparedVolume> {
    if (this.program === undefined)
      return prepareVolume(task.pair, task.folder, task.pictures, task.given, work);
    work.signal?.throwIfAborted();
    const thread = this.idle.pop() ?? new Worker(this.program, { workerData: language() });
    try {
      const volume = await ask(thread, task, work);
      this.idle.push(thread);
      return volume;
    } catch (error) {
      if (error instanceof VolumeError) this.idle.push(thread);
      // It may still write: what it was about must not be removed before.
      else await thread.terminate();
      throw error;
    }
  }

  async close(): Promise<void> {
    await Promise.all(this.idle.splice(0).map((thread) => thread.terminate()));
  }
}

function ask(thread: Worker, task: VolumeTask, { signal, onSlice }: VolumeWork): Promise<PreparedVolume> {
  const settled = new AbortController();
  return new Promise<PreparedVolume>((resolve, reject) => {
    const lost = (cause?: Error) =>
      reject(new Error(t('A thread that prepares volumes has ended.'), { cause }));
    const hear = (answer: VolumeAnswer) => {
      if (answer.kind === 'slice') onSlice?.(answer.done, answer.slices);
      if (answer.kind === 'prepared') resolve(answer.volume);
      if (answer.kind === 'refused') reject(new VolumeError(answer.why));
      if (answer.kind === 'failed') reject(Object.assign(new Error(answer.message), answer.details));
    };
    thread.on('message', hear).on('error', lost).on('exit', lost);
    const forget = () => thread.off('message', hear).off('error', lost).off('exit', lost);
    settled.signal.addEventListener('abort', forget);
    signal?.addEventListener('abort', () => reject(signal.reason as Error), { signal: settled.signal });
    thread.postMessage(task);
  }).finally(() => settled.abort());
}
