import * as vscode from 'vscode';
import { forgetDeleted, putBack, takeAway, type TakenRun } from '../../runs';
import { t } from '../../words';
import type { Reporter } from '../kit/reporter';
import type { StoredRun, WorkspaceRuns } from './workspaceRuns';

interface DeleteServices {
  runs: WorkspaceRuns;
  reporter: Reporter;
}

interface Deleted extends StoredRun {
  taken: TakenRun;
}

/**
 * Deletes runs without asking, and offers to take that back. They are gone for good once the student has closed the offer; where it
 * goes with the window, a day later (`removeOldDeleted`).
 * @throws FailureError when one cannot be deleted; those before it are
 */
export async function deleteRuns(services: DeleteServices, chosen: readonly StoredRun[]): Promise<void> {
  const deleted: Deleted[] = [];
  try {
    for (const run of chosen) {
      deleted.push({ ...run, taken: await takeAway(run.dir) });
      await services.runs.refresh(run.dir, run.folder);
    }
  } finally {
    // The command is done; whether it is taken back is another matter.
    if (deleted.length > 0)
      offerUndo(services, deleted).catch((error: unknown) =>
        services.reporter.error(error, 'Deletion of runs'),
      );
  }
}

async function offerUndo({ runs }: DeleteServices, deleted: readonly Deleted[]): Promise<void> {
  const undo = t('Undo');
  const [first] = deleted;
  const text =
    deleted.length === 1 && first
      ? t('The run "{0}" is deleted.', first.name)
      : t('{0} runs are deleted.', deleted.length);
  const isWanted = (await vscode.window.showInformationMessage(text, undo)) === undo;
  for (const { taken, dir, folder } of deleted) {
    await (isWanted ? putBack(taken) : forgetDeleted(taken));
    if (isWanted) await runs.refresh(dir, folder);
  }
}
