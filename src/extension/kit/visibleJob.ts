import * as vscode from 'vscode';
import type { JobKind, JobOf, ResultOf } from '../../protocol/jobs';
import { progressReporter } from './progressText';
import { doWorkerJob, type WorkerJobOptions } from './workerJob';

export interface VisibleJobOptions extends Omit<WorkerJobOptions, 'cancellation' | 'onProgress'> {
  /** What the notification says is being done. */
  title: string;
  /** Default: true. */
  cancellable?: boolean;
}

/** As `doWorkerJob`, with a notification that shows how far the job is and can cancel it. */
export async function doVisibleJob<Kind extends JobKind>(
  kind: Kind,
  job: JobOf<Kind>,
  { title, cancellable = true, ...options }: VisibleJobOptions,
): Promise<ResultOf<Kind>> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable },
    (progress, cancellation) =>
      doWorkerJob(kind, job, { ...options, cancellation, onProgress: progressReporter(progress) }),
  );
}
