import { basename, dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ModelSummary } from '../../protocol/modelSummary';
import { exerciseOfFile } from '../course/openedExercise';
import type { Course } from '../course/course';
import { isExerciseNode } from '../course/exerciseNode';
import { UserError } from '../kit/errors';
import { settingsFor } from '../kit/settings';
import { progressReporter } from '../kit/progressText';
import { doWorkerJob } from '../kit/workerJob';
import type { WorkerProgram } from '../kit/workerProgram';
import { modelPage, type ModelTexts, type StatedShape } from './modelPage';

export interface ShowModelServices {
  course: Course;
  worker: WorkerProgram;
  log: vscode.LogOutputChannel;
  extensionUri: vscode.Uri;
}

/** Shows what the model of a training file is made of, beside it, against the shapes that its task states. */
export async function showModel(services: ShowModelServices, argument: unknown): Promise<void> {
  const { course, extensionUri } = services;
  const file = await fileOf(course, argument);
  if (file === undefined)
    throw new UserError({
      what: vscode.l10n.t('There is no file to take a model from.'),
      next: vscode.l10n.t('Open the file that defines your training, then try again.'),
    });
  await saveFile(file);
  const summary = await summarize(services, file);
  const title = vscode.l10n.t('Model: {0}', basename(file));
  const panel = vscode.window.createWebviewPanel(
    'lits.model',
    title,
    { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
    { enableScripts: false, localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview')] },
  );
  const styles = vscode.Uri.joinPath(extensionUri, 'dist', 'webview', 'model.css');
  panel.webview.html = modelPage({
    summary,
    stated: await statedShapes(course, file),
    texts: textsOf(title, summary),
    language: vscode.env.language,
    cspSource: panel.webview.cspSource,
    styles: panel.webview.asWebviewUri(styles).toString(),
  });
}

async function fileOf(course: Course, argument: unknown): Promise<string | undefined> {
  if (argument instanceof vscode.Uri) return argument.fsPath;
  if (isExerciseNode(argument) && argument.kind === 'task') {
    const { chapter, exercise, task } = argument;
    const opened = (await course.opened()).find((one) => one.chapter === chapter);
    return opened && join(opened.folder, exercise.folder, task.file);
  }
  const active = vscode.window.activeTextEditor?.document;
  return active?.languageId === 'typescript' ? active.uri.fsPath : undefined;
}

async function saveFile(file: string): Promise<void> {
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
  if (document?.isDirty) await document.save();
}

async function statedShapes(course: Course, file: string): Promise<readonly StatedShape[]> {
  const opened = await exerciseOfFile(course, file);
  const models = opened?.exercise.manifest.models ?? [];
  const isOf = ({ files }: { files: readonly string[] }) =>
    files.some((name) => opened && join(opened.work, name) === file);
  return models.find(isOf)?.shapes ?? [];
}

async function summarize({ worker, log }: ShowModelServices, file: string): Promise<ModelSummary> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  return vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Building the model'),
      cancellable: true,
    },
    (progress, cancellation) =>
      doWorkerJob(
        'summarize',
        { file },
        {
          worker,
          nodePath: settingsFor(folder).nodePath,
          logFile: join(folder?.uri.fsPath ?? dirname(file), '.lits', 'model.log'),
          cwd: dirname(file),
          log,
          cancellation,
          onProgress: progressReporter(progress),
        },
      ),
  );
}

function textsOf(title: string, { layers, parameters, trainable }: ModelSummary): ModelTexts {
  const number = (value: number) => value.toLocaleString(vscode.env.language);
  return {
    title,
    summary: vscode.l10n.t(
      '{0} layers, {1} parameters, of which training changes {2}.',
      number(layers.length),
      number(parameters),
      number(trainable),
    ),
    stated: vscode.l10n.t('Shapes that the task states'),
    found: vscode.l10n.t('found'),
    missing: vscode.l10n.t('not found'),
    columns: [
      vscode.l10n.t('Layer'),
      vscode.l10n.t('Output'),
      vscode.l10n.t('Parameters'),
      vscode.l10n.t('Receptive field'),
      vscode.l10n.t('Name'),
    ],
    graph: vscode.l10n.t('The layers as a graph: lines beside the column are connections that skip layers'),
    wholePicture: vscode.l10n.t('whole picture'),
    unknown: vscode.l10n.t('unknown'),
  };
}
