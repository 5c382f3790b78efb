import * as vscode from 'vscode';
import { UserError } from '../kit/errors';
import { findRunLog, runsFolder } from '../../runs';
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

/**
 * Deletes a run after asking: to the trash, or for good where there is none.
 * @returns whether it was deleted.
 */
export async function deleteRun(run: StoredRun): Promise<boolean> {
  const trash = t('Move to Trash');
  const answer = await vscode.window.showWarningMessage(
    t('Delete the run "{0}"?', run.record.name),
    {
      modal: true,
      detail: t(
        '{0} in {1} goes to the trash: metrics, log and checkpoints. Your source files stay.',
        run.record.id,
        runsFolder,
      ),
    },
    trash,
  );
  if (answer !== trash) return false;
  const folder = vscode.Uri.file(run.dir);
  try {
    await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: true });
    return true;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return deleteForGood(folder, error);
  }
}

/** A remote machine or a container often has no trash. */
async function deleteForGood(folder: vscode.Uri, trashError: Error): Promise<boolean> {
  const forGood = t('Delete Permanently');
  const answer = await vscode.window.showWarningMessage(
    t('The run could not be moved to the trash. Delete it permanently?'),
    { modal: true, detail: trashError.message },
    forGood,
  );
  if (answer !== forGood) return false;
  await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: false });
  return true;
}
