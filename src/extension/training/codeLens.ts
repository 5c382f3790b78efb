import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { defineTrainingLines } from './defineTraining';
import type { Trainings } from './trainings';

export const studentLanguage: vscode.DocumentSelector = { language: 'typescript', scheme: 'file' };

/** *Train* above `defineTraining(`; *Stop*, *Show Metrics* and *Train After It* while that file trains. */
export class TrainCodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly trainings: Trainings) {
    this.disposables = [
      this.changed,
      trainings.onDidStart(() => this.changed.fire()),
      trainings.onDidEnd(() => this.changed.fire()),
    ];
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const running = this.trainings.all().find(({ file }) => file === document.uri.fsPath);
    const commands: vscode.Command[] = running
      ? [
          {
            command: commandIds.stopTraining,
            title: `$(debug-stop) ${t('Stop')}`,
            arguments: [running.dir],
          },
          {
            command: commandIds.showMetrics,
            title: `$(graph-line) ${t('Show Metrics')}`,
            arguments: [running.dir],
          },
          {
            command: commandIds.queueTraining,
            title: `$(clock) ${t('Train After It')}`,
            arguments: [document.uri],
          },
        ]
      : [
          {
            command: commandIds.trainModel,
            title: `$(play) ${t('Train')}`,
            arguments: [document.uri],
          },
        ];
    return defineTrainingLines(document.getText()).flatMap((line) =>
      commands.map((command) => new vscode.CodeLens(new vscode.Range(line, 0, line, 0), command)),
    );
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }
}
