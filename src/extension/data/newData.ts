import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { setDataPath, settingsFor } from '../kit/settings';
import type { WorkerProgram } from '../kit/workerProgram';
import type { PlaceForData } from './placeForData';

export interface DataServices {
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
  /** Folder for data of this machine. */
  storage: string;
  /** What the workspace remembers. */
  workspaceState: vscode.Memento;
  /** A data set has come. */
  onDataSet(): void;
}

/** Trainings of the workspace use a new data set from now on; says so, and leads to it. */
export async function useNewData(
  services: DataServices,
  { folder, isElsewhere }: PlaceForData,
  data: string,
): Promise<void> {
  if (isElsewhere || settingsFor(folder).dataPath !== undefined) await setDataPath(data);
  services.onDataSet();
  const check = t('Check the Data');
  const look = t('Look at the Data');
  const text = t('Trainings now use the data set "{0}" in {1}.', basename(data), dirname(data));
  const answer = await vscode.window.showInformationMessage(text, check, look);
  if (answer === check) await vscode.commands.executeCommand(commandIds.checkDataSet);
  if (answer === look) await vscode.commands.executeCommand(commandIds.browseData);
}
