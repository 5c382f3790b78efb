import { basename } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { asMarkdown } from '../kit/markdown';

/** Names the data set that trainings use, in the status bar; a click chooses another one. */
export class DataSetStatus implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem(
    'lits.dataSet',
    vscode.StatusBarAlignment.Left,
    9,
  );

  constructor() {
    this.item.name = t('LiTS data set');
    this.item.command = commandIds.chooseDataSet;
  }

  /** @param data folder of the data set; nothing where there is none */
  show(data: string | undefined): void {
    if (data === undefined) {
      this.item.hide();
      return;
    }
    const name = basename(data);
    this.item.text = `$(database) ${name}`;
    this.item.tooltip = tooltip(name, data);
    this.item.accessibilityInformation = { label: t('Data set {0}', name) };
    this.item.show();
  }

  dispose(): void {
    this.item.dispose();
  }
}

function tooltip(name: string, data: string): vscode.MarkdownString {
  const says = t('Trainings use the data set {0} in {1}. Click to choose another one.', name, data);
  const text = new vscode.MarkdownString(`${asMarkdown(says)}\n\n`);
  text.appendMarkdown(`[${t('Browse Data')}](command:${commandIds.browseData})`);
  text.isTrusted = { enabledCommands: [commandIds.browseData] };
  return text;
}
