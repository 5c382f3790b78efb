import * as vscode from 'vscode';
import { datasetFolder } from '../../protocol/dataSet';
import { findDataSet } from '../../runs';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';

/** Lets the student point to a data set. Undefined when cancelled. @throws UserError where there is none */
export async function openDataSetFolder(): Promise<string | undefined> {
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    canSelectMany: false,
    title: t('Folder of the data set ({0})', datasetFolder),
    openLabel: t('Use This Folder'),
  });
  const path = chosen?.[0]?.fsPath;
  if (path === undefined) return undefined;
  const data = await findDataSet(path, []);
  if (data === undefined) throw noDataSetAt(path);
  return data;
}

export function noDataSetAt(path: string): UserError {
  return new UserError(
    {
      what: t('There is no data set in "{0}".', path),
      why: t('A data set folder holds train_classes.csv, val_classes.csv and test_classes.csv.'),
      next: t('Choose the folder that holds these files, or prepare the sample data.'),
    },
    [commandIds.chooseDataSet, commandIds.prepareSampleData],
  );
}
