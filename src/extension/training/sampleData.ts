import { join } from 'node:path';
import type * as vscode from 'vscode';
import { t } from '../../words';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import type { WorkerProgram } from '../kit/workerProgram';

/** What the sample data set holds when nobody says otherwise: enough to learn from, made in well under a minute. */
const sample = { patients: 60, slices: 24, seed: 0 };

/**
 * Makes the sample data set in a workspace folder, with progress that can be cancelled.
 * @returns the data set's folder.
 * @throws WorkerError when it fails; its kind is `stopped` when the student cancels.
 */
export async function prepareSampleData(
  worker: WorkerProgram,
  folder: vscode.WorkspaceFolder,
  log: vscode.LogOutputChannel,
): Promise<string> {
  const out = folder.uri.fsPath;
  const { data } = await doVisibleJob(
    'prepare',
    { out, ...sample },
    {
      title: t('Preparing sample data'),
      worker,
      nodePath: settingsFor(folder).nodePath,
      logFile: join(out, '.lits', 'prepare.log'),
      cwd: out,
      log,
    },
  );
  return data;
}
