import * as vscode from 'vscode';
import type { EvaluationKey, SlicePicture } from '../../panels/evaluation';
import type { ExplainJob, HeatMap } from '../../protocol/jobs/evaluationJobs';
import type { SplitName } from '../../protocol/run';
import { placesOfData, runLog } from '../../runs';
import { t } from '../../words';
import { UserError } from '../kit/errors';
import type { StoredRun } from '../runs/workspaceRuns';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import { doWorkerJob } from '../kit/workerJob';
import { requireRunData } from '../training/movedDataSet';
import type { WorkerProgram } from '../kit/workerProgram';

export interface PictureServices {
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
}

/**
 * Slices of the data set that a run was trained on, with the outlines of their masks.
 * @throws WorkerError when they cannot be read; UserError when the run does not say where they lie
 */
export async function slicePictures(
  services: PictureServices,
  run: StoredRun,
  split: SplitName,
  files: string[],
): Promise<SlicePicture[]> {
  const data = await dataOf(run);
  if (data === undefined)
    throw new UserError({ what: t('This run does not say which data set it was trained on.') });
  const slices = await doWorkerJob(
    'slices',
    { data, split, files },
    {
      ...optionsFor(services, run),
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

/** The data set that a run was trained on: where it was moved to, once an evaluation has found it; undefined where the run names none. */
export async function dataOf({ record: { dataset } }: StoredRun): Promise<string | undefined> {
  return dataset && ((await placesOfData(dataset))[0] ?? dataset.path);
}

/**
 * Where a run's model looks for a class on slices. Shows the progress, and can be cancelled.
 * @throws WorkerError when that cannot be computed or the student cancels
 */
export async function gradCam(
  services: PictureServices,
  run: StoredRun,
  which: EvaluationKey,
  slices: { files: string[]; class: number },
): Promise<HeatMap[]> {
  await requireRunData(run);
  const { device, threads } = settingsFor(folderOf(run));
  const job: ExplainJob = { runDir: run.dir, ...which, ...slices, device, threads };
  return doVisibleJob('explain', job, {
    ...optionsFor(services, run),
    title: t('Grad-CAM of "{0}"', run.name),
  });
}

function optionsFor({ worker, log }: PictureServices, run: StoredRun) {
  return {
    worker,
    nodePath: settingsFor(folderOf(run)).nodePath,
    logFile: runLog(run.dir),
    cwd: run.folder,
    log,
  };
}

function folderOf(run: StoredRun): vscode.WorkspaceFolder | undefined {
  return vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.dir));
}

function pngAddress(base64: string): string {
  return `data:image/png;base64,${base64}`;
}
