import * as vscode from 'vscode';
import { UserError } from '../kit/errors';
import { findRunLog } from '../../runs';
import { t } from '../../words';
import type { StoredRun } from './workspaceRuns';

/** Opens the log of a run. */
export async function openRunLog(dir: string): Promise<void> {
  const file = vscode.Uri.file(await findRunLog(dir));
  try {
    await vscode.workspace.fs.stat(file);
  } catch (error) {
    if (!(error instanceof vscode.FileSystemError)) throw error;
    throw new UserError({
      what: t('This run has no log.'),
      why: t('Its process ended before it wrote one, or the file was deleted.'),
    });
  }
  await vscode.window.showTextDocument(file, { preview: true });
}

/** Shows a run's folder in the file manager of the system. */
export async function revealRun(run: StoredRun): Promise<void> {
  await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(run.dir));
}
