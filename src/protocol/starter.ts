import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Exercise } from '../course/manifest';
import { versionsOf } from './courseLanguages';
import { hasCode } from './errorCode';
import { roughText } from './textFile';

/** How a student's file stands: not there, still the exercise's starter in one of its languages, or changed. */
export type StarterState = 'absent' | 'untouched' | 'edited';

/**
 * @param exercise folder of the exercise in the course
 * @param work the student's folder of it
 * @param file relative to both
 */
export async function starterState(exercise: string, work: string, file: string): Promise<StarterState> {
  const text = await textOf(join(work, file));
  if (text === undefined) return 'absent';
  const starters = await versionsOf(exercise, 'starter');
  const texts = await Promise.all(starters.map((starter) => textOf(join(starter, file))));
  return texts.includes(text) ? 'untouched' : 'edited';
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
    const begun = await Promise.all(
      [...files].map(
        async (file) =>
          (await starterState(exercise, work, file)) === 'edited' || isInOtherCase(join(work, file)),
      ),
    );
    if (!begun.includes(true)) notBegun.add(id);
  }
  return notBegun;
}

/** Whether a file is missing, and one is there whose name differs only in upper and lower case. */
async function isInOtherCase(file: string): Promise<boolean> {
  const names = await readdir(dirname(file)).catch(() => []);
  const same = names.filter((name) => name.toLowerCase() === basename(file).toLowerCase());
  return same.length > 0 && !same.includes(basename(file));
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
