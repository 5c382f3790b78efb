import { basename, join } from 'node:path';
import * as vscode from 'vscode';
import type { ExportJob } from '../../protocol/jobs/exportJob';
import { exportName, runLog } from '../../runs';
import { t } from '../../words';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import type { WorkerProgram } from '../kit/workerProgram';
import type { StoredRun } from './workspaceRuns';

export type ExportFormat = ExportJob['format'];

export interface ExportServices {
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
}

/**
 * Writes the model of a run, with its best weights or else its last, where the student wants it.
 * @throws WorkerError when it cannot be written.
 */
export async function exportModel(
  { worker, log }: ExportServices,
  run: StoredRun,
  format: ExportFormat,
): Promise<void> {
  const name = exportName(run.record.id, format);
  const place = await vscode.window.showSaveDialog({
    title: format === 'onnx' ? t('Export Model (ONNX)') : t('Export Model (TensorFlow.js): a new folder'),
    saveLabel: t('Export'),
    defaultUri: vscode.Uri.file(join(run.folder, name)),
    ...(format === 'onnx' ? { filters: { ONNX: ['onnx'] } } : {}),
  });
  if (!place) return;
  const { path } = await doVisibleJob(
    'export',
    { runDir: run.dir, checkpoint: run.record.best ? 'best' : 'last', format, out: place.fsPath },
    {
      title: t('Exporting "{0}"', run.name),
      worker,
      nodePath: settingsFor(vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.dir))).nodePath,
      logFile: runLog(run.dir),
      cwd: run.folder,
      log,
    },
  );
  const reveal = t('Reveal');
  const told = t('Exported {0}: it predicts what the run predicts.', basename(path));
  if ((await vscode.window.showInformationMessage(told, reveal)) === reveal)
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path));
}
