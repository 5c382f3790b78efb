import * as vscode from 'vscode';
import { datasetFolder } from '../../protocol/dataSet';
import { t } from '../../words';
import { pickWorkspaceFolder } from '../training/trainModel';

/** Where a new data set goes, and the workspace folder whose student wants it. */
export interface PlaceForData {
  out: string;
  folder: vscode.WorkspaceFolder;
  /** It lies elsewhere, so the workspace must be told. */
  isElsewhere: boolean;
}

/** Lets the student say where a new data set goes: into the open folder, or elsewhere. Undefined when given up. */
export async function placeForData(): Promise<PlaceForData | undefined> {
  const folder = await pickWorkspaceFolder();
  if (!folder) return undefined;
  const here = { label: t('The open folder'), description: folder.uri.fsPath };
  const elsewhere = {
    label: t('Another folder…'),
    description: t('as on a larger disk, or to share it between chapters'),
  };
  const picked = await vscode.window.showQuickPick([here, elsewhere], {
    title: t('Where shall the folder {0} go?', datasetFolder),
  });
  if (picked === here) return { out: folder.uri.fsPath, folder, isElsewhere: false };
  if (picked !== elsewhere) return undefined;
  const chosen = await vscode.window.showOpenDialog({
    canSelectFiles: false,
    canSelectFolders: true,
    title: t('Where shall the folder {0} go?', datasetFolder),
    openLabel: t('Use This Folder'),
  });
  const out = chosen?.[0]?.fsPath;
  return out === undefined ? undefined : { out, folder, isElsewhere: true };
}
