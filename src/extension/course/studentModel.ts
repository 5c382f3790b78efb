import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { ModelSummary } from '../../protocol/modelSummary';
import { t } from '../../words';
import { activeDocument } from '../kit/activeDocument';
import { UserError } from '../kit/errors';
import type { Reporter } from '../kit/reporter';
import { settingsFor } from '../kit/settings';
import { doVisibleJob } from '../kit/visibleJob';
import type { WorkerProgram } from '../kit/workerProgram';
import type { Course } from './course';
import { isExerciseNode } from './exerciseNode';

/**
 * The file that defines a model, for a command: of its argument, else the active one. What was typed into it is saved.
 * @throws UserError when there is none
 */
export async function modelFile(course: Course, argument: unknown): Promise<string> {
  const file = await fileOf(course, argument);
  if (file === undefined)
    throw new UserError({
      what: t('There is no file to take a model from.'),
      next: t('Open the file that defines your training, then try again.'),
    });
  const document = vscode.workspace.textDocuments.find(({ uri }) => uri.fsPath === file);
  if (document?.isDirty) await document.save();
  return file;
}

async function fileOf(course: Course, argument: unknown): Promise<string | undefined> {
  if (argument instanceof vscode.Uri) return argument.fsPath;
  if (isExerciseNode(argument) && argument.kind === 'task') {
    const { chapter, exercise, task } = argument;
    const opened = (await course.opened()).find((one) => one.chapter === chapter);
    return opened && join(opened.folder, exercise.folder, task.file);
  }
  const active = activeDocument();
  return active?.languageId === 'typescript' ? active.uri.fsPath : undefined;
}

/** Builds the model of a file in a worker, and says what it is made of. */
export async function summarizeModel(
  file: string,
  { worker, reporter }: { worker: WorkerProgram; reporter: Reporter },
): Promise<ModelSummary> {
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(file));
  return doVisibleJob(
    'summarize',
    { file },
    {
      title: t('Building the model'),
      worker,
      nodePath: settingsFor(folder).nodePath,
      logFile: join(folder?.uri.fsPath ?? dirname(file), '.lits', 'model.log'),
      cwd: dirname(file),
      log: reporter.log,
    },
  );
}
