import * as vscode from 'vscode';
import { contextKeys, panelTypes, type PanelType } from '../kit/commandIds';
import { workspacePaths } from '../course/course';
import { findDataSet, possibleHomes } from '../../runs';
import { isPanelOf } from '../kit/panelColumn';
import type { Services } from './services';
import { settingsFor } from '../kit/settings';
import type { DataSetStatus } from '../training/dataSetStatus';
import { defineTrainingLines } from '../training/defineTraining';
import { Settling, TextFact } from './textFact';

/** Nobody reads the buttons of an editor between two key strokes. */
const typingPauseMillis = 300;

/** Facts that are true from the first panel of a kind on. */
const shownKeys = [
  [contextKeys.metricsShown, panelTypes.metrics],
  [contextKeys.laboratoryShown, panelTypes.laboratory],
] as const;

function isShown(type: PanelType): boolean {
  return vscode.window.tabGroups.all.some(({ tabs }) => tabs.some((tab) => isPanelOf(type, tab)));
}

/** Keeps the facts that `when` clauses ask for true. */
export class ContextFacts implements vscode.Disposable {
  private readonly disposables: vscode.Disposable[];
  private readonly trains = new TextFact((text) => defineTrainingLines(text).length > 0);

  constructor(
    private readonly services: Services,
    private readonly dataSet: DataSetStatus,
  ) {
    const { runs, trainings, course, reports, reporter } = services;
    const safely = (update: () => Promise<void>) => () => {
      update().catch((error: unknown) => reporter.error(error, 'Context of commands'));
    };
    const activeFile = safely(() => this.activeFile());
    const disk = safely(() => this.disk());
    const training = safely(() => set(contextKeys.training, trainings.all().length > 0));
    const typing = new Settling(activeFile, typingPauseMillis);
    this.disposables = [
      typing,
      runs.onDidChange(
        safely(async () => {
          await set(contextKeys.hasRuns, runs.all().length > 0);
          await set(
            contextKeys.hasEvaluations,
            runs.all().some(({ evaluations }) => evaluations.length > 0),
          );
        }),
      ),
      trainings.onDidStart(training),
      trainings.onDidEnd(training),
      reports.onDidChange(safely(() => set(contextKeys.hasReports, reports.all().length > 0))),
      vscode.window.tabGroups.onDidChangeTabs(
        safely(async () => {
          for (const [key, type] of shownKeys) if (isShown(type)) await set(key, true);
        }),
      ),
      course.onDidChange(disk),
      vscode.workspace.onDidChangeWorkspaceFolders(disk),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('lits.dataPath')) disk();
      }),
      vscode.window.onDidChangeActiveTextEditor(activeFile),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document === vscode.window.activeTextEditor?.document) typing.soon();
      }),
    ];
    activeFile();
    disk();
  }

  /** What lies on the disk: looked at when something may have changed it. */
  async disk(): Promise<void> {
    const homes = await Promise.all(workspacePaths().map(possibleHomes));
    const data = await findDataSet(settingsFor().dataPath, homes.flat());
    this.dataSet.show(data);
    await set(contextKeys.hasDataSet, data !== undefined);
    await set(contextKeys.hasChapter, (await this.services.course.opened()).length > 0);
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private async activeFile(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    const trains = document?.languageId === 'typescript' && this.trains.isTrueOf(document);
    await set(contextKeys.activeFileTrains, trains);
  }
}

async function set(key: string, value: boolean): Promise<void> {
  await vscode.commands.executeCommand('setContext', key, value);
}
