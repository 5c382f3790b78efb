import * as vscode from 'vscode';
import { findNode, startWorker } from '../../launch';
import type { Job, JobEvent, JobResult, ProgressEvent } from '../../protocol/jobs';
import { PhaseClock } from '../../protocol/phaseClock';
import { logEvent } from './workerLog';
import { programWith, type WorkerProgram } from './workerProgram';

type ResultOf<J extends Job> = Extract<JobResult, { kind: J['kind'] }>;

export interface WorkerJobOptions {
  worker: WorkerProgram;
  nodePath: string | undefined;
  /** Takes the worker's output. */
  logFile: string;
  cwd: string;
  log: vscode.LogOutputChannel;
  cancellation: vscode.CancellationToken;
  onProgress: (progress: ProgressEvent) => void;
  /** Hears of what else happens. */
  onEvent?: (event: JobEvent) => void;
}

/**
 * Has a worker do a job that is no training, and waits for it.
 * @throws WorkerError when it fails; its kind is `stopped` when the student cancels.
 */
export async function doWorkerJob<J extends Job>(job: J, options: WorkerJobOptions): Promise<ResultOf<J>> {
  const { worker, nodePath, logFile, cwd, log, cancellation, onProgress, onEvent } = options;
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
    if (cancellation.isCancellationRequested) throw new vscode.CancellationError();
    const result = await client.start(job);
    if (isOfKind(job, result)) return result;
    throw new Error(`The worker answered a ${job.kind} job with the result of a ${result.kind} job.`);
  } finally {
    cancelling.dispose();
    client.dispose();
  }
}

function isOfKind<J extends Job>(job: J, result: JobResult): result is ResultOf<J> {
  return result.kind === job.kind;
}
