import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { activeDocument } from '../kit/activeDocument';
import { commandIds } from '../kit/commandIds';
import type { DeviceId } from '../../protocol/devices';
import { datasetFolder } from '../../protocol/dataSet';
import { knownFailureOf } from '../../protocol/failure';
import { roughText } from '../../protocol/textFile';
import { findDataSet, foldersUp, listDataSets, rememberDataSet, sizeText } from '../../runs';
import { language, list, t } from '../../words';
import { workspacePaths } from '../course/course';
import { UserError } from '../kit/errors';
import { setDataPath, settingsFor } from '../kit/settings';
import { noDataSetAt, openDataSetFolder } from './dataSetFolder';
import { defineTrainingLines } from './defineTraining';
import { askForChosen, isGone } from './movedDataSet';
import type { Problems } from './problems';
import { prepareSampleData } from './sampleData';
import type { WorkerProgram } from '../kit/workerProgram';
import type { TrainingView } from './trainingView';
import type { TrainingQueue } from './trainingQueue';
import type { Training, TrainingRequest, Trainings } from './trainings';

export interface TrainServices {
  trainings: Trainings;
  queue: TrainingQueue;
  panels: TrainingView;
  problems: Problems;
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
  /** A data set has come. */
  onDataSet(): void;
}

/**
 * Trains a file: the given one, else the active editor's if it calls `defineTraining`, else one the student picks. Saves what is
 * unsaved, finds or makes the data set, starts the worker and shows the Metrics panel.
 * @param chosenDevice where to compute, instead of what the settings say
 */
export async function trainModel(
  services: TrainServices,
  target: vscode.Uri | undefined,
  chosenDevice?: DeviceId,
): Promise<void> {
  await services.queue.whileHeld(async () => {
    const found = await savedTrainingFile(target);
    if (!found) return;
    const decision = await whenToTrain(services.trainings, found.file.fsPath);
    if (decision === 'after') await queueFile(services, found, chosenDevice);
    if (decision === 'now') await startFile(services, found, chosenDevice);
  });
}

/** *LiTS: Queue Training*: the file is trained when the training that runs has ended; at once where none runs. */
export async function queueTraining(services: TrainServices, target: vscode.Uri | undefined): Promise<void> {
  await services.queue.whileHeld(async () => {
    const found = await savedTrainingFile(target);
    if (!found) return;
    if (services.trainings.all().length > 0) await queueFile(services, found);
    else await startFile(services, found);
  });
}

interface FoundFile {
  file: vscode.Uri;
  folder: vscode.WorkspaceFolder;
}

async function startFile(services: TrainServices, found: FoundFile, device?: DeviceId): Promise<void> {
  const request = await requestFor(services, found, device);
  if (!request) return;
  const training = await vscode.window.withProgress({ location: { viewId: 'lits.runs' } }, () =>
    services.trainings.start(request),
  );
  services.panels.showTraining(training);
}

async function queueFile(services: TrainServices, found: FoundFile, device?: DeviceId): Promise<void> {
  const request = await requestFor(services, found, device);
  if (!request) return;
  try {
    await services.queue.add(request);
  } catch (error) {
    const problems = (error instanceof Error && knownFailureOf(error)?.problems) || [];
    if (problems.length > 0) services.problems.show(request.file, problems);
    throw error;
  }
}

async function requestFor(
  services: TrainServices,
  { file, folder }: FoundFile,
  chosenDevice: DeviceId | undefined,
): Promise<TrainingRequest | undefined> {
  const data = await requireDataSet(services, folder, file.fsPath);
  if (data === undefined) return undefined;
  const { threads, tensorboard, nodePath, device: setDevice } = settingsFor(folder);
  services.problems.clear(file.fsPath);
  const device = chosenDevice ?? setDevice;
  return { file: file.fsPath, folder: folder.uri.fsPath, data, device, threads, tensorboard, nodePath };
}

/** The file to train: the given one, the active editor's, or one that the student picks; what is unsaved beside it is saved. */
export async function savedTrainingFile(target: vscode.Uri | undefined): Promise<FoundFile | undefined> {
  const file = target ?? activeTrainingFile() ?? (await pickTrainingFile());
  if (!file) return undefined;
  const folder = folderOf(file);
  await saveIn(folder);
  return { file, folder };
}

/** Makes the sample data set in the workspace and offers to train. One that is there already is kept; other data are never replaced. */
export async function prepareData(services: TrainServices): Promise<void> {
  const folder = await pickWorkspaceFolder();
  if (!folder) return;
  await prepareSampleData(services.worker, folder, services.log);
  services.onDataSet();
  const train = t('Train Model');
  const look = t('Look at the Data');
  const answer = await vscode.window.showInformationMessage(
    t('The sample data is ready in {0}.', datasetFolder),
    train,
    look,
  );
  if (answer === look) await vscode.commands.executeCommand(commandIds.browseData);
  if (answer === train) await vscode.commands.executeCommand(commandIds.trainModel);
}

/** Lets the student choose among the known data sets, or point to one, and keeps the choice with the workspace. Undefined when cancelled. */
async function chooseDataSet(services: Pick<TrainServices, 'onDataSet'>): Promise<string | undefined> {
  const items = await knownItems();
  const elsewhere = { label: t('Another folder…'), data: undefined };
  const picked =
    items.length === 0
      ? elsewhere
      : await vscode.window.showQuickPick([...items, elsewhere], {
          title: t('Data set to train on'),
          matchOnDescription: true,
        });
  if (!picked) return undefined;
  const data = picked.data ?? (await openDataSetFolder());
  if (data === undefined) return undefined;
  if ((await findDataSet(data, [])) === undefined) throw noDataSetAt(data);
  return use(data, services);
}

/** Keeps the choice of a data set with the workspace. */
async function use(data: string, { onDataSet }: Pick<TrainServices, 'onDataSet'>): Promise<string> {
  await rememberDataSet({ path: data });
  await setDataPath(data);
  onDataSet();
  return data;
}

/** The data sets that were used on this machine: name, place, slices, and what is missing. */
async function knownItems(): Promise<(vscode.QuickPickItem & { data: string })[]> {
  return (await listDataSets()).map((one) => ({
    label: basename(one.path),
    description: dirname(one.path),
    detail: one.missing.length > 0 ? t('missing: {0}', list(one.missing)) : sizeText(one),
    data: one.path,
  }));
}

/** *LiTS: Choose Data Set Folder*: says what was chosen, and leads to the slices. */
export async function chooseAndTell(services: Pick<TrainServices, 'onDataSet'>): Promise<void> {
  const data = await chooseDataSet(services);
  if (data === undefined) return;
  const look = t('Look at the Data');
  const text = t('Trainings now use the data set "{0}" in {1}.', basename(data), dirname(data));
  if ((await vscode.window.showInformationMessage(text, look)) === look)
    await vscode.commands.executeCommand(commandIds.browseData);
}

function activeTrainingFile(): vscode.Uri | undefined {
  const document = activeDocument();
  if (!document || document.uri.scheme !== 'file') return undefined;
  return defineTrainingLines(document.getText()).length > 0 ? document.uri : undefined;
}

async function pickTrainingFile(): Promise<vscode.Uri | undefined> {
  const candidates = await vscode.workspace.findFiles(
    '**/*.{ts,mts}',
    '{**/node_modules/**,**/.lits/**,**/*.d.ts}',
    500,
  );
  const texts = await Promise.all(candidates.map((uri) => readFile(uri.fsPath)));
  const files = candidates.filter((_, index) => defineTrainingLines(roughText(texts[index])).length > 0);
  if (files.length === 0)
    throw new UserError(
      {
        what: t('There is nothing to train here.'),
        why: t('No TypeScript file of the workspace calls defineTraining.'),
        next: t('Open a chapter to begin, or open the folder that holds your files.'),
      },
      [commandIds.openChapter],
    );
  if (files.length === 1) return files[0];
  const picked = await vscode.window.showQuickPick(
    files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })).sort(byLabel),
    { title: t('Train Model'), placeHolder: t('Which file shall be trained?') },
  );
  return picked?.uri;
}

function byLabel(a: { label: string }, b: { label: string }): number {
  return a.label.localeCompare(b.label, language(), { numeric: true });
}

function folderOf(file: vscode.Uri): vscode.WorkspaceFolder {
  const folder = vscode.workspace.getWorkspaceFolder(file);
  if (folder) return folder;
  throw new UserError({
    what: t('"{0}" does not lie in the open folder.', file.fsPath),
    why: t('A run is kept in the workspace folder of its file, under .lits/runs.'),
    next: t('Open the folder of your chapter (File > Open Folder) and train again.'),
  });
}

/** Training reads the files from disk: what is only in the editor would not be trained. */
async function saveIn(folder: vscode.WorkspaceFolder): Promise<void> {
  const unsaved = vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) =>
      isDirty && uri.scheme === 'file' && vscode.workspace.getWorkspaceFolder(uri) === folder,
  );
  for (const document of unsaved)
    if (!(await savedByAnyone(document)))
      throw new UserError({
        what: t('"{0}" could not be saved.', document.fileName),
        next: t('Save it yourself and train again.'),
      });
}

const saveAttempts = 20;
const betweenAttemptsMillis = 100;

/** Saves a document. `save` also answers no while the editor's own autosave is at it: then that has a moment to end. */
async function savedByAnyone(document: vscode.TextDocument): Promise<boolean> {
  for (let attempt = 0; attempt < saveAttempts; attempt++) {
    if ((await document.save()) || !document.isDirty) return true;
    await setTimeout(betweenAttemptsMillis);
  }
  return false;
}

/** Whether a file is trained now or after the training that runs; undefined: not at all. */
async function whenToTrain(trainings: Trainings, file: string): Promise<'now' | 'after' | undefined> {
  const other = runningBeside(trainings, file);
  if (!other) return 'now';
  const after = t('Train After It');
  const answer = await askBeside(trainings, other, after);
  if (answer === undefined) return undefined;
  return answer === after ? 'after' : 'now';
}

/** Two trainings share the machine: the student decides. */
export async function mayTrainNow(trainings: Trainings, file: string): Promise<boolean> {
  const other = runningBeside(trainings, file);
  return !other || (await askBeside(trainings, other)) !== undefined;
}

function runningBeside(trainings: Trainings, file: string): Training | undefined {
  const running = trainings.all();
  return running.find((training) => training.file === file) ?? running[0];
}

/** Asks what is to become of the training that runs, and stops it where that is the answer. @param more further answers, first */
async function askBeside(
  trainings: Trainings,
  other: Training,
  ...more: string[]
): Promise<string | undefined> {
  const stopFirst = t('Stop It and Train');
  const both = t('Train Both');
  const answer = await vscode.window.showWarningMessage(
    t('"{0}" is still training. Two trainings at once slow each other down.', other.name),
    { modal: true },
    ...more,
    stopFirst,
    both,
  );
  if (answer === stopFirst) await trainings.stop(other.dir);
  return answer;
}

/** The data set to work on; makes or lets choose one where there is none. Undefined when the student gives up. */
export async function requireDataSet(
  services: Pick<TrainServices, 'worker' | 'log' | 'onDataSet'>,
  folder: vscode.WorkspaceFolder,
  file: string,
): Promise<string | undefined> {
  const { dataPath } = settingsFor(folder);
  const folders = [...foldersUp(dirname(file), folder.uri.fsPath), ...workspacePaths()];
  const found = await findDataSet(dataPath, folders);
  if (found !== undefined) return found;
  if (dataPath !== undefined) {
    if (!(await isGone(dataPath))) throw noDataSetAt(dataPath);
    const moved = await askForChosen(dataPath);
    return moved === undefined ? undefined : use(moved, services);
  }
  const sample = t('Prepare Sample Data');
  const choose = t('Choose Folder…');
  const answer = await vscode.window.showInformationMessage(
    t('There is no data set to train on yet.'),
    {
      modal: true,
      detail: t(
        'The sample data set is made on this machine in under a minute: synthetic CT slices of 60 patients. Or choose a folder that holds {0}.',
        datasetFolder,
      ),
    },
    sample,
    choose,
  );
  if (answer === choose) return chooseDataSet(services);
  if (answer !== sample) return undefined;
  const data = await prepareSampleData(services.worker, folder, services.log);
  services.onDataSet();
  return data;
}

/** The folder of the workspace to work in. Undefined when the student picks none. @throws UserError when none is open */
export async function pickWorkspaceFolder(): Promise<vscode.WorkspaceFolder | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (folders.length === 0)
    throw new UserError(
      {
        what: t('No folder is open.'),
        why: t('The data set is made in the open folder.'),
        next: t('Open a chapter first.'),
      },
      [commandIds.openChapter],
    );
  return folders.length === 1 ? folders[0] : vscode.window.showWorkspaceFolderPick();
}
