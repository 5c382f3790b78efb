import * as vscode from 'vscode';
import type { JobKind, JobOf, ResultOf } from '../../protocol/jobs';
import { progressReporter } from './progressText';
import { proxyVariables } from './proxyVariables';
import { proxySettings } from './settings';
import { doWorkerJob, type WorkerJobOptions } from './workerJob';

export interface VisibleJobOptions extends Omit<WorkerJobOptions, 'cancellation' | 'onProgress'> {
  /** What the notification says is being done. */
  title: string;
  /** Default: true. */
  cancellable?: boolean;
  /** The worker downloads: it is told of the editor's proxy. */
  downloads?: boolean;
}

/** As `doWorkerJob`, with a notification that shows how far the job is and can cancel it. */
export async function doVisibleJob<Kind extends JobKind>(
  kind: Kind,
  job: JobOf<Kind>,
  { title, cancellable = true, downloads = false, ...options }: VisibleJobOptions,
): Promise<ResultOf<Kind>> {
  const { worker } = options;
  const environment = { ...worker.environment, ...(downloads ? proxyVariables(proxySettings()) : {}) };
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable },
    (progress, cancellation) =>
      doWorkerJob(kind, job, {
        ...options,
        worker: { ...worker, environment },
        cancellation,
        onProgress: progressReporter(progress),
      }),
  );
}
