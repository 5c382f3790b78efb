import { startWorker, WorkerError } from '../launch';
import { FailureError } from '../protocol/failure';
import type { JobKind, JobOf, ResultOf } from '../protocol/jobs';
import { t } from '../words';

export interface WorkerOptions {
  /** The worker's program. */
  workerPath: string;
  /** Node.js that runs it. */
  node: Parameters<typeof startWorker>[0]['node'];
  cwd: string;
  /** Takes what the worker prints. */
  logFile: string;
  /** The process is ended when the job takes longer. */
  mostMillis: number;
  signal: AbortSignal;
}

/**
 * Does a job in a process of its own, which is killed with all that it has started when it takes too long.
 * @throws WorkerError or FailureError when it could not be done; the signal's reason when aborted
 */
export async function jobInWorker<Kind extends JobKind>(
  kind: Kind,
  job: JobOf<Kind>,
  options: WorkerOptions,
): Promise<ResultOf<Kind>> {
  const { mostMillis, signal, ...worker } = options;
  signal.throwIfAborted();
  const client = await startWorker(worker);
  let isLate = false;
  const stop = () => client.kill();
  const timer = setTimeout(() => {
    isLate = true;
    stop();
  }, mostMillis);
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await client.start(kind, job);
  } catch (error) {
    signal.throwIfAborted();
    if (isLate && error instanceof WorkerError)
      throw new FailureError({
        what: t('It took more than {0} minutes and was ended.', Math.round(mostMillis / 60_000)),
      });
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    client.dispose();
  }
}
