import { join } from 'node:path';
import * as vscode from 'vscode';
import { runsFolder, runsHome } from '../../runs';
import type { CheckReport } from '../../protocol/checkReport';
import type { JobEvent, ProgressEvent } from '../../protocol/events';
import type { CheckJob } from '../../protocol/jobs/checkJob';
import { liesIn } from '../../files/liesIn';
import { settingsFor } from '../kit/settings';
import { doWorkerJob } from '../kit/workerJob';
import type { WorkerProgram } from '../kit/workerProgram';
import type { OpenedExercise } from '../course/openedExercise';
import { reportFile, type CheckReports } from './checkReports';

export type CheckEvent = Extract<JobEvent, { type: 'check' }>;

export interface RunOptions {
  only?: CheckJob['only'];
  cancellation: vscode.CancellationToken;
  onCheck?: (event: CheckEvent) => void;
  onProgress?: (progress: ProgressEvent) => void;
}

/** Has exercises checked, one after the other. */
export class Checks {
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly worker: WorkerProgram,
    private readonly reports: CheckReports,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /**
   * Checks an exercise, once those before it are done.
   * @throws WorkerError when it cannot be checked; its kind is `stopped` when the student cancels.
   */
  run(opened: OpenedExercise, options: RunOptions): Promise<CheckReport> {
    const next = this.queue.then(() => this.runNow(opened, options));
    this.queue = next.catch(() => undefined);
    return next;
  }

  private async runNow(opened: OpenedExercise, options: RunOptions): Promise<CheckReport> {
    const { only, cancellation, onCheck, onProgress } = options;
    if (cancellation.isCancellationRequested) throw new vscode.CancellationError();
    await saveAllIn(opened.work);
    const workspaceFolder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(opened.work));
    const home = await runsHome(opened.work, workspaceFolder?.uri.fsPath ?? opened.folder);
    const out = reportFile(opened);
    const { report, containment } = await doWorkerJob(
      'check',
      {
        exercise: opened.exercise.path,
        folder: opened.work,
        runs: join(home, runsFolder),
        out,
        ...(only ? { only } : {}),
      },
      {
        worker: this.worker,
        nodePath: settingsFor(workspaceFolder).nodePath,
        logFile: join(opened.folder, '.lits', 'check.log'),
        cwd: opened.folder,
        log: this.log,
        cancellation,
        onProgress: onProgress ?? (() => undefined),
        onEvent: (event) => {
          if (event.type === 'check') onCheck?.(event);
        },
      },
    );
    this.log.info(`Checked ${report.exercise.id}: ${report.points} points; contained by ${containment}.`);
    this.reports.replace(opened, report);
    return report;
  }
}

async function saveAllIn(folder: string): Promise<void> {
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && liesIn(folder, document.uri.fsPath)) await document.save();
}
