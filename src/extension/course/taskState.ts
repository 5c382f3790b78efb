import { join } from 'node:path';
import type { Task } from '../../course/manifest';
import type { RunRecord } from '../../protocol/run';
import type { CatalogExercise } from '../../protocol/catalog';
import { starterState, type StarterState } from '../../protocol/starter';

/**
 * How far the student is with a task: `absent` (no file yet), `untouched` (still the starter), `edited`,
 * `trained` (a run of the file has ended well).
 */
export type TaskState = StarterState | 'trained';

/** @param chapterFolder the student's folder of the chapter, if there is one. */
export async function taskState(
  exercise: CatalogExercise,
  task: Task,
  chapterFolder: string | undefined,
  runs: readonly Pick<RunRecord, 'file' | 'state'>[],
): Promise<TaskState> {
  const file = taskFile(exercise, task, chapterFolder);
  if (chapterFolder === undefined) return 'absent';
  const state = await starterState(exercise.path, join(chapterFolder, exercise.folder), task.file);
  if (state === 'absent') return 'absent';
  return runs.some((run) => run.file === file && run.state === 'done') ? 'trained' : state;
}

/** Absolute path of the file that the student edits for a task. */
export function taskFile(
  exercise: CatalogExercise,
  task: Task,
  chapterFolder: string | undefined,
): string | undefined {
  return chapterFolder === undefined ? undefined : join(chapterFolder, exercise.folder, task.file);
}
