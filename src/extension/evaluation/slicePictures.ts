import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SlicePicture } from '../../protocol/evaluationView';
import type { SplitName } from '../../protocol/run';
import { runFiles } from '../../protocol/runFolder';
import { UserError } from '../errors';
import type { StoredRun } from '../runs/runStore';
import { settingsFor } from '../settings';
import { doWorkerJob } from '../workerJob';
import type { WorkerProgram } from '../workerProgram';

export interface PictureServices {
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
}

/**
 * Slices of the data set that a run was trained on, with the outlines of their masks.
 * @throws WorkerError when they cannot be read; UserError when the run does not say where they lie
 */
export async function slicePictures(
  { worker, log }: PictureServices,
  run: StoredRun,
  split: SplitName,
  files: string[],
): Promise<SlicePicture[]> {
  const data = run.record.dataset?.path;
  if (data === undefined)
    throw new UserError({ what: vscode.l10n.t('This run does not say which data set it was trained on.') });
  const { slices } = await doWorkerJob(
    { kind: 'slices', data, split, files },
    {
      worker,
      nodePath: settingsFor(vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.dir))).nodePath,
      logFile: join(run.dir, runFiles.log),
      cwd: run.folder,
      log,
      cancellation: new vscode.CancellationTokenSource().token,
      onProgress: () => undefined,
    },
  );
  return slices.map(({ file, image, outlines }) => ({
    file,
    image: pngAddress(image),
    outlines: outlines === undefined ? undefined : pngAddress(outlines),
  }));
}

/** @param base64 a PNG file */
export function pngAddress(base64: string): string {
  return `data:image/png;base64,${base64}`;
}
