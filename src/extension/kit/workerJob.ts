import * as vscode from 'vscode';
import { findNode, PhaseClock, startWorker } from '../../launch';
import type { JobEvent, ProgressEvent } from '../../protocol/events';
import type { JobKind, JobOf, ResultOf } from '../../protocol/jobs';
import { logEvent } from './workerLog';
import { programWith, type WorkerProgram } from './workerProgram';

export interface WorkerJobOptions {
  worker: WorkerProgram;
  nodePath: string | undefined;
  /** Takes the worker's output. */
  logFile: string;
  cwd: string;
  log: vscode.LogOutputChannel;
  cancellation: vscode.CancellationToken;
  onProgress: (progress: ProgressEvent) => void;
  /** Hears which process will do the job, before it does. */
  onStart?: (worker: { pid: number; socket: string }) => Promise<void>;
  /** Hears of what else happens. */
  onEvent?: (event: JobEvent) => void;
}

/**
 * Has a worker do a job that is no training, and waits for it.
 * @throws WorkerError when it fails; its kind is `stopped` when the student cancels.
 */
export async function doWorkerJob<Kind extends JobKind>(
  kind: Kind,
  job: JobOf<Kind>,
  options: WorkerJobOptions,
): Promise<ResultOf<Kind>> {
  const { worker, nodePath, logFile, cwd, log, cancellation, onProgress, onStart, onEvent } = options;
  const node = await findNode({ configured: nodePath });
  const client = await startWorker({ ...programWith(worker, node), logFile, cwd });
  const clock = new PhaseClock();
  client.onEvent((event) => {
    if (event.type === 'log') logEvent(log, event.text, event.level);
    if (event.type === 'progress') onProgress(clock.complete(event, new Date()));
    onEvent?.(event);
  });
  const cancelling = cancellation.onCancellationRequested(() => void client.cancel());
  try {
    await onStart?.(client);
    if (cancellation.isCancellationRequested) throw new vscode.CancellationError();
    return await client.start(kind, job);
  } finally {
    cancelling.dispose();
    client.dispose();
  }
}
