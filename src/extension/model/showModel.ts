import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';
import type { Course } from '../course/course';
import { isExerciseNode } from '../course/exerciseNode';
import { UserError } from '../kit/errors';
import type { ModelPanels } from './modelPanels';

/**
 * Shows what the model of a training file is made of, beside it, against the shapes that its task states.
 * @param line number of the line whose layer is to be seen, where there is one
 */
export async function showModel(
  course: Course,
  panels: ModelPanels,
  argument: unknown,
  line?: unknown,
): Promise<void> {
  const file = await fileOf(course, argument);
  if (file === undefined)
    throw new UserError({
      what: t('There is no file to take a model from.'),
      next: t('Open the file that defines your training, then try again.'),
    });
  await saveFile(file);
  await panels.show(file, typeof line === 'number' ? line : undefined);
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
