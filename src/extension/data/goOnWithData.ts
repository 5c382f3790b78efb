import * as vscode from 'vscode';
import { attachWorker, WorkerError } from '../../launch';
import { isActive } from '../../protocol/run';
import { t } from '../../words';
import { downloadTo } from './downloadDataSet';
import { takeKeptJob, type KeptJob } from './keptJob';
import type { DataServices } from './newData';
import { prepareTo } from './prepareFromVolumes';

/** Goes on with the download or the preparation that was under way when the window was left; asks first where it has not gone on by itself. */
export async function goOnWithData(services: DataServices): Promise<void> {
  const kept = await takeKeptJob(services.workspaceState);
  const folder = vscode.workspace.workspaceFolders?.find(({ uri }) => uri.fsPath === kept?.place.folder);
  if (!kept || !folder) return;
  if (!(await endWorker(kept)) && !(await wantsToGoOn(kept))) return;
  const place = { ...kept.place, folder };
  if (kept.kind === 'download') await downloadTo(services, place, kept.source);
  else if (kept.source !== undefined) await prepareTo(services, place, kept.source);
}

/** What has come so far is kept, and a new worker that this window hears goes on with it. @returns whether it was still at work */
async function endWorker({ worker }: KeptJob): Promise<boolean> {
  if (!worker) return false;
  try {
    const client = await attachWorker(worker);
    try {
      const { state } = await client.attach();
      await client.cancel();
      return isActive(state);
    } finally {
      client.dispose();
    }
  } catch (error) {
    if (error instanceof WorkerError) return false;
    throw error;
  }
}

async function wantsToGoOn({ kind }: KeptJob): Promise<boolean> {
  const goOn = t('Go On');
  const text =
    kind === 'download'
      ? t('The data set was on its way when this window was left. What had come of it is kept.')
      : t('Volumes were being prepared when this window was left. Those that were done are kept.');
  return (await vscode.window.showInformationMessage(text, goOn)) === goOn;
}
