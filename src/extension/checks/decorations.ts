import { join } from 'node:path';
import * as vscode from 'vscode';
import { passes } from '../../protocol/checkReport';
import { t } from '../../words';
import type { Course } from '../course/course';
import type { CheckReports } from './checkReports';
import { exerciseOfFile } from '../course/openedExercise';

/** Marks the files of tasks, in the explorer and in tabs, with what checks have found. */
export class CheckDecorations implements vscode.FileDecorationProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeFileDecorations = this.changed.event;
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly course: Course,
    private readonly reports: CheckReports,
  ) {
    this.disposables = [this.changed, reports.onDidChange(() => this.changed.fire(undefined))];
  }

  async provideFileDecoration(uri: vscode.Uri): Promise<vscode.FileDecoration | undefined> {
    if (uri.scheme !== 'file') return undefined;
    const opened = await exerciseOfFile(this.course, uri.fsPath);
    const items = (opened && this.reports.reportOn(opened)?.items)?.filter(
      ({ file, checks }) =>
        join(opened?.work ?? '', file) === uri.fsPath && checks.some(({ status }) => status !== 'skipped'),
    );
    if (!items || items.length === 0) return undefined;
    const isComplete = items.every(passes);
    const checks = items.flatMap((item) => item.checks);
    const passed = checks.filter(({ status }) => status === 'pass').length;
    return new vscode.FileDecoration(
      isComplete ? '✓' : '✗',
      t('{0} of {1} checks pass', passed, checks.length),
      new vscode.ThemeColor(isComplete ? 'testing.iconPassed' : 'testing.iconFailed'),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
