import { copyFile, constants } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Task } from '../../course/manifest';
import type { CatalogExercise } from '../../protocol/catalog';
import { versionsOf } from '../../protocol/courseLanguages';
import { readUnicodeFile } from '../../protocol/textFile';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import type { Course } from './course';
import { isExerciseNode, type ExerciseNode } from './exerciseNode';
import { taskHeading } from './taskHeading';
import { taskFile } from './taskState';

type TaskNode = Extract<ExerciseNode, { kind: 'task' }>;

/** Opens an exercise's instructions as a preview. */
export async function openInstructions(course: Course, argument: unknown): Promise<void> {
  const exercise = isExerciseNode(argument) && argument.kind !== 'chapter' ? argument.exercise : undefined;
  const shown = exercise ?? (await course.chapters())[0]?.exercises[0];
  if (shown) await vscode.commands.executeCommand('markdown.showPreview', await instructionsOf(shown));
}

/** Opens the file that the student edits for a task, with the instructions at the task's heading beside it. */
export async function openTaskFile(course: Course, argument: unknown): Promise<void> {
  if (!isExerciseNode(argument) || argument.kind !== 'task') return openInstructions(course, argument);
  const { chapter, exercise, task } = argument;
  const opened = (await course.opened()).find((candidate) => candidate.chapter === chapter);
  const file = taskFile(exercise, task, opened?.folder);
  if (file !== undefined && (await exists(file))) return showSideBySide(file, argument);
  // Some tasks begin from the student's own earlier file.
  if (!(await exists(join(exercise.path, 'starter', task.file)))) {
    await showBeside(exercise, task);
    if (file !== undefined) await offerFile(file, argument);
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

/** @param file absolute path of the task's file, which is not there yet */
async function offerFile(file: string, node: TaskNode): Promise<void> {
  const { task } = node;
  const earlier = task.from === undefined ? undefined : join(file, '..', task.from);
  const text = t('"{0}" has no file yet: make {1} as the instructions say.', task.title, task.file);
  if (task.from === undefined || earlier === undefined || !(await exists(earlier))) {
    await vscode.window.showInformationMessage(text);
    return;
  }
  const create = t('Create {0} from {1}', task.file, task.from);
  if ((await vscode.window.showInformationMessage(text, create)) !== create) return;
  await copyFile(earlier, file, constants.COPYFILE_EXCL);
  await showSideBySide(file, node);
}

/**
 * Shows a student's file, with the instructions of its exercise beside it.
 * @param task whose heading is to be seen
 */
export async function showSideBySide(
  file: string,
  { exercise, task }: Pick<TaskNode, 'exercise'> & Partial<Pick<TaskNode, 'task'>>,
): Promise<void> {
  const show = () =>
    vscode.window.showTextDocument(vscode.Uri.file(file), {
      viewColumn: vscode.ViewColumn.One,
      preview: false,
    });
  await show();
  await showBeside(exercise, task);
  // The preview takes the focus; the student is to write.
  await show();
}

async function showBeside(exercise: CatalogExercise, task?: Task): Promise<void> {
  const instructions = await instructionsOf(exercise);
  const heading = task && taskHeading(await readUnicodeFile(instructions.fsPath), task.id);
  await vscode.commands.executeCommand(
    'markdown.showPreviewToSide',
    heading === undefined ? instructions : instructions.with({ fragment: heading }),
  );
}

/** Those of the extension, so that they are never older than it; in the reader's language where they are there. */
async function instructionsOf({ path }: CatalogExercise): Promise<vscode.Uri> {
  const [readme] = await versionsOf(path, 'README.md');
  return vscode.Uri.file(readme);
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
