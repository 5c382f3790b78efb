import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import type { Course } from '../course/course';
import { defineTrainingLines } from '../training/defineTraining';
import type { CheckReports } from './checkReports';
import { exerciseOfFile } from '../course/openedExercise';

/** *Check* above `defineTraining(`, or at the top of a task's file that has none; *Hint* once a check has found something. */
export class CheckLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly disposables: vscode.Disposable[];

  constructor(
    private readonly course: Course,
    private readonly reports: CheckReports,
  ) {
    const fire = () => this.changed.fire();
    this.disposables = [this.changed, reports.onDidChange(fire), course.onDidChange(fire)];
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const file = document.uri.fsPath;
    const opened = await exerciseOfFile(this.course, file);
    if (!opened?.exercise.manifest.tasks.some((task) => join(opened.work, task.file) === file)) return [];
    const [line = 0] = defineTrainingLines(document.getText());
    const range = new vscode.Range(line, 0, line, 0);
    const findings = this.reports
      .reportOn(opened)
      ?.items.filter((item) => join(opened.work, item.file) === file)
      .flatMap((item) => item.checks)
      .some((check) => check.findings.length > 0);
    const check: vscode.Command = {
      command: commandIds.checkExercise,
      title: `$(beaker) ${t('Check')}`,
      arguments: [document.uri],
    };
    const hint: vscode.Command = {
      command: commandIds.showHint,
      title: `$(lightbulb) ${t('Hint')}`,
      arguments: [document.uri],
    };
    return (findings ? [check, hint] : [check]).map((command) => new vscode.CodeLens(range, command));
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
