import { join } from 'node:path';
import * as vscode from 'vscode';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import type { Course } from './course';
import { isExerciseNode } from './exerciseNode';
import { taskFile } from './taskState';

/** Opens an exercise's instructions as a preview: those of the extension, so that they are never older than it. */
export async function openInstructions(course: Course, argument: unknown): Promise<void> {
  const exercise = isExerciseNode(argument) && argument.kind !== 'chapter' ? argument.exercise : undefined;
  const shown = exercise ?? (await course.chapters())[0]?.exercises[0];
  if (!shown) return;
  await vscode.commands.executeCommand(
    'markdown.showPreview',
    vscode.Uri.file(join(shown.path, 'README.md')),
  );
}

/** Opens the file that the student edits for a task. */
export async function openTaskFile(course: Course, argument: unknown): Promise<void> {
  if (!isExerciseNode(argument) || argument.kind !== 'task') return openInstructions(course, argument);
  const { chapter, exercise, task } = argument;
  const opened = (await course.opened()).find((candidate) => candidate.chapter === chapter);
  const file = taskFile(exercise, task, opened?.folder);
  if (file !== undefined && (await exists(file))) {
    await vscode.window.showTextDocument(vscode.Uri.file(file), { viewColumn: vscode.ViewColumn.One });
    return;
  }
  // Some tasks begin from the student's own earlier file: the instructions say from which.
  if (!(await exists(join(exercise.path, 'starter', task.file)))) {
    await openInstructions(course, argument);
    await vscode.window.showInformationMessage(
      t('"{0}" has no file yet: make {1} as the instructions say.', task.title, task.file),
    );
    return;
  }
  throw new UserError(
    {
      what: t('The file of this task, {0}, is not in your folder.', task.file),
      next: t('Open the chapter again to bring back missing files; yours are kept.'),
    },
    [commandIds.openChapter],
  );
}

async function exists(file: string): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(file));
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError) return false;
    throw error;
  }
}
