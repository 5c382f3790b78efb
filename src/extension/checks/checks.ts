import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { runsFolder, runsHome } from '../../runs';
import { readJsonIfWhole } from '../../files/jsonFile';
import { checkReportSchema, type CheckReport, type ItemResult } from '../../protocol/checkReport';
import type { JobEvent, ProgressEvent } from '../../protocol/events';
import type { CheckJob } from '../../protocol/jobs/checkJob';
import type { Course } from '../course/course';
import { liesIn } from '../kit/liesIn';
import { settingsFor } from '../kit/settings';
import { doWorkerJob } from '../kit/workerJob';
import type { WorkerProgram } from '../kit/workerProgram';
import { openedExercises, reportFile, type OpenedExercise } from '../course/openedExercise';

export type CheckEvent = Extract<JobEvent, { type: 'check' }>;

export interface RunOptions {
  only?: CheckJob['only'];
  cancellation: vscode.CancellationToken;
  onCheck?: (event: CheckEvent) => void;
  onProgress?: (progress: ProgressEvent) => void;
}

/** Has exercises checked, one after the other, and knows the last report of each. */
export class Checks implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  /** By the report's file. */
  private reports = new Map<string, CheckReport>();
  private queue: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly worker: WorkerProgram,
    private readonly course: Course,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  /** Reads the reports that lie in the workspace. */
  async open(): Promise<void> {
    const reports = new Map<string, CheckReport>();
    for (const opened of await openedExercises(this.course)) {
      const file = reportFile(opened);
      const report = await readJsonIfWhole(file, checkReportSchema);
      if (report) reports.set(file, report);
    }
    this.reports = reports;
    this.changed.fire();
  }

  reportOn(opened: Pick<OpenedExercise, 'folder' | 'exercise'>): CheckReport | undefined {
    return this.reports.get(reportFile(opened));
  }

  /** What the last report says of a task. */
  itemOf(opened: Pick<OpenedExercise, 'folder' | 'exercise'>, task: string): ItemResult | undefined {
    return this.reportOn(opened)?.items.find(({ id }) => id === task);
  }

  /**
   * Checks an exercise, once those before it are done.
   * @throws WorkerError when it cannot be checked; its kind is `stopped` when the student cancels.
   */
  run(opened: OpenedExercise, options: RunOptions): Promise<CheckReport> {
    const next = this.queue.then(() => this.runNow(opened, options));
    this.queue = next.catch(() => undefined);
    return next;
  }

  /** Forgets what was found on an exercise. */
  async forget(opened: OpenedExercise): Promise<void> {
    const file = reportFile(opened);
    await rm(file, { force: true });
    if (this.reports.delete(file)) this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
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
    this.reports.set(out, report);
    this.changed.fire();
    return report;
  }
}

async function saveAllIn(folder: string): Promise<void> {
  for (const document of vscode.workspace.textDocuments)
    if (document.isDirty && liesIn(folder, document.uri.fsPath)) await document.save();
}
