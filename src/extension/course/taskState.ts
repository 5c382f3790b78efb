import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../../protocol/errorCode';
import type { Task } from '../../course/manifest';
import type { RunRecord } from '../../protocol/run';
import type { CatalogExercise } from '../../protocol/catalog';

/**
 * How far the student is with a task: `absent` (no file yet), `untouched` (still the starter), `edited`,
 * `trained` (a run of the file has ended well).
 */
export type TaskState = 'absent' | 'untouched' | 'edited' | 'trained';

/** @param chapterFolder the student's folder of the chapter, if there is one. */
export async function taskState(
  exercise: CatalogExercise,
  task: Task,
  chapterFolder: string | undefined,
  runs: readonly Pick<RunRecord, 'file' | 'state'>[],
): Promise<TaskState> {
  const file = taskFile(exercise, task, chapterFolder);
  const student = file === undefined ? undefined : await textOf(file);
  if (student === undefined) return 'absent';
  if (runs.some((run) => run.file === file && run.state === 'done')) return 'trained';
  return student === (await textOf(join(exercise.path, 'starter', task.file))) ? 'untouched' : 'edited';
}

/** Absolute path of the file that the student edits for a task. */
export function taskFile(
  exercise: CatalogExercise,
  task: Task,
  chapterFolder: string | undefined,
): string | undefined {
  return chapterFolder === undefined ? undefined : join(chapterFolder, exercise.folder, task.file);
}

async function textOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r\n/g, '\n');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
