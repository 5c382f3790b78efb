import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Exercise } from '../course/manifest';
import { hasCode } from './errorCode';
import { roughText } from './textFile';

/** How a student's file stands: not there, still the exercise's starter, or changed. */
export type StarterState = 'absent' | 'untouched' | 'edited';

/**
 * @param exercise folder of the exercise in the course
 * @param work the student's folder of it
 * @param file relative to both
 */
export async function starterState(exercise: string, work: string, file: string): Promise<StarterState> {
  const text = await textOf(join(work, file));
  if (text === undefined) return 'absent';
  return text === (await textOf(join(exercise, 'starter', file))) ? 'untouched' : 'edited';
}

/**
 * Ids of the options of an exercise that the student has not begun: none of their files was changed.
 * @param exercise folder of the exercise in the course
 * @param work the student's folder of it
 */
export async function optionsNotBegun(
  { options = [], tasks }: Pick<Exercise, 'options' | 'tasks'>,
  exercise: string,
  work: string,
): Promise<Set<string>> {
  const notBegun = new Set<string>();
  for (const { id } of options) {
    const files = new Set(tasks.flatMap(({ option, file }) => (option === id ? [file] : [])));
    const states = await Promise.all([...files].map((file) => starterState(exercise, work, file)));
    if (!states.includes('edited')) notBegun.add(id);
  }
  return notBegun;
}

/** Line ends do not count: Git may have changed them. */
async function textOf(file: string): Promise<string | undefined> {
  try {
    return roughText(await readFile(file)).replace(/\r\n/g, '\n');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
