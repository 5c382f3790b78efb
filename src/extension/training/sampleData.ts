import { join } from 'node:path';
import * as vscode from 'vscode';
import { findNode, startWorker } from '../../launch';
import { PhaseClock } from '../../protocol/phaseClock';
import { settingsFor } from '../settings';
import { dataSetFolder } from './dataSet';
import { progressText } from './progressText';
import { logEvent } from './trainings';

/** What the sample data set holds when nobody says otherwise: enough to learn from, made in well under a minute. */
const sample = { patients: 60, slices: 24, seed: 0 };

/**
 * Makes the sample data set in a workspace folder, with progress that can be cancelled.
 * @returns the data set's folder.
 * @throws WorkerError when it fails; its kind is `stopped` when the student cancels.
 */
export async function prepareSampleData(
  workerPath: string,
  folder: vscode.WorkspaceFolder,
  log: vscode.LogOutputChannel,
): Promise<string> {
  const out = folder.uri.fsPath;
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Preparing sample data'),
      cancellable: true,
    },
    async (progress, cancellation) => {
      const node = await findNode({ configured: settingsFor(folder).nodePath });
      const logFile = join(out, '.lits', 'prepare.log');
      const client = await startWorker({ workerPath, node, logFile, cwd: out });
      let share = 0;
      const clock = new PhaseClock();
      client.onEvent((event) => {
        if (event.type === 'log') logEvent(log, event.text, event.level);
        if (event.type !== 'progress') return;
        const now = (event.done / event.total) * 100;
        progress.report({
          message: progressText(clock.complete(event, new Date())),
          increment: Math.max(0, now - share),
        });
        share = now;
      });
      cancellation.onCancellationRequested(() => void client.cancel());
      try {
        const result = await client.start({ kind: 'prepare', out, ...sample });
        return result.kind === 'prepare' ? result.data : join(out, dataSetFolder);
      } finally {
        client.dispose();
      }
    },
  );
}
