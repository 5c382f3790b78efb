import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readJsonIfWhole } from '../../files/jsonFile';
import { checkReportSchema, type CheckReport, type ItemResult } from '../../protocol/checkReport';
import type { Course } from '../course/course';
import { openedExercises, type OpenedExercise } from '../course/openedExercise';

/** An exercise with the last report on it. */
export interface ReportedExercise {
  opened: OpenedExercise;
  report: CheckReport;
}

/**
 * The last report on each exercise of the workspace: read from the disk when a window opens, replaced when a check ends. Everything
 * that shows findings listens to it.
 */
export class CheckReports implements vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  /** By the report's file. */
  private reports = new Map<string, ReportedExercise>();

  constructor(private readonly course: Course) {}

  /** Reads the reports that lie in the workspace. */
  async open(): Promise<void> {
    const reports = new Map<string, ReportedExercise>();
    for (const opened of await openedExercises(this.course)) {
      const file = reportFile(opened);
      const report = await readJsonIfWhole(file, checkReportSchema);
      if (report) reports.set(file, { opened, report });
    }
    this.reports = reports;
    this.changed.fire();
  }

  all(): ReportedExercise[] {
    return [...this.reports.values()];
  }

  reportOn(opened: Pick<OpenedExercise, 'folder' | 'exercise'>): CheckReport | undefined {
    return this.reports.get(reportFile(opened))?.report;
  }

  /** What the last report says of a task. */
  itemOf(opened: Pick<OpenedExercise, 'folder' | 'exercise'>, task: string): ItemResult | undefined {
    return this.reportOn(opened)?.items.find(({ id }) => id === task);
  }

  /** Takes a report that a check has written. */
  replace(opened: OpenedExercise, report: CheckReport): void {
    this.reports.set(reportFile(opened), { opened, report });
    this.changed.fire();
  }

  /** Forgets what was found on an exercise, on the disk too. */
  async forget(opened: OpenedExercise): Promise<void> {
    const file = reportFile(opened);
    await rm(file, { force: true });
    if (this.reports.delete(file)) this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}

/** Where the report on an exercise is kept. */
export function reportFile({ folder, exercise }: Pick<OpenedExercise, 'folder' | 'exercise'>): string {
  return join(folder, '.lits', 'checks', `${exercise.manifest.id}.json`);
}
