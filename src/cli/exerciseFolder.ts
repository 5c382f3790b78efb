import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { CatalogExercise } from '../protocol/catalog';
import { FailureError } from '../protocol/failure';
import { foldersUp } from '../runs';
import { list, t } from '../words';

/** An exercise, and the student's folder of it. */
export interface FoundExercise {
  exercise: CatalogExercise;
  folder: string;
  /** Another folder with work on it inside this one. */
  copy?: string;
}

/**
 * The exercise that is meant, and the student's folder of it: the path itself, a folder above that is named as the exercise's, or
 * the one folder below that holds its files, as archives make it.
 * @param path something that is there
 * @throws FailureError when it is not clear which exercise or which folder is meant.
 */
export function findExercise(
  path: string,
  id: string | undefined,
  exercises: readonly CatalogExercise[],
): FoundExercise {
  if (id === undefined) return locate(...namedAbove(path, exercises), exercises);
  const exercise = exercises.find(({ manifest }) => manifest.id === id);
  if (!exercise)
    throw new FailureError({
      what: t('There is no exercise {0}.', id),
      next: t('There are {0}.', list(idsOf(exercises))),
    });
  if (isFolder(path)) return locate(exercise, childNamed(path, exercise.folder) ?? path, exercises);
  const folder = foldersUp(dirname(path)).find(
    (above) => holdsWork(above, exercise) || isNamed(above, exercise),
  );
  if (folder !== undefined) return { exercise, folder };
  throw new FailureError({
    what: t('{0} is no file of exercise {1}.', path, id),
    next: t('Name the folder with your work on it.'),
  });
}

/** The exercise that a folder at or above a path is named after. */
function namedAbove(path: string, exercises: readonly CatalogExercise[]): [CatalogExercise, string] {
  for (const folder of foldersUp(path)) {
    const exercise = exercises.find((candidate) => isNamed(folder, candidate));
    if (exercise) return [exercise, folder];
  }
  throw new FailureError({
    what: t('It is not clear which exercise {0} belongs to.', path),
    why: t('No folder in its path has the name of an exercise.'),
    next: t('Say which one it is, as in --exercise {0}.', list(idsOf(exercises), 'or')),
  });
}

/** @param folder where the student's work should be, or around it */
function locate(
  exercise: CatalogExercise,
  folder: string,
  exercises: readonly CatalogExercise[],
): FoundExercise {
  const below = foldersBelow(folder).filter((inner) => holdsWork(inner, exercise));
  if (holdsWork(folder, exercise)) {
    const copy = below.find((inner) => isNamed(inner, exercise));
    return { exercise, folder, ...(copy === undefined ? {} : { copy }) };
  }
  const [only, second] = below;
  if (second !== undefined)
    throw new FailureError({
      what: t(
        'It is not clear which folder is meant: several hold work on exercise {0}.',
        exercise.manifest.id,
      ),
      why: below.slice(0, mostNamed).join('\n'),
      next: t('Name one of them.'),
    });
  if (only !== undefined) return { exercise, folder: only };
  const other = exercises.find((candidate) => candidate !== exercise && isNamed(folder, candidate));
  if (other)
    throw new FailureError({
      what: t(
        '{0} is the folder of exercise {1}, not of {2}.',
        folder,
        other.manifest.id,
        exercise.manifest.id,
      ),
      next: t('Name the folder with your work on it.'),
    });
  return { exercise, folder };
}

const mostNamed = 5;
/** How far below a folder its work is looked for, and in how many folders. */
const deepest = 3;
const mostFolders = 1000;

/** Whether a folder has one of the files of an exercise, in whatever case it is written. */
function holdsWork(folder: string, { manifest }: CatalogExercise): boolean {
  return manifest.tasks.some(({ file }) => {
    const path = join(folder, file);
    return entriesOf(dirname(path)).some((entry) => entry.isFile() && isSame(entry.name, basename(path)));
  });
}

function foldersBelow(folder: string): string[] {
  const found: string[] = [];
  let level = [folder];
  for (let depth = 0; depth < deepest; depth++) {
    level = level.flatMap(foldersIn).slice(0, mostFolders);
    found.push(...level);
  }
  return found;
}

function foldersIn(folder: string): string[] {
  const isOfInterest = (name: string) => !name.startsWith('.') && name !== 'node_modules';
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && isOfInterest(entry.name))
    .map((entry) => join(folder, entry.name));
}

function childNamed(folder: string, name: string): string | undefined {
  const inside = foldersIn(folder);
  return (
    inside.find((child) => basename(child) === name) ?? inside.find((child) => isSame(basename(child), name))
  );
}

const isNamed = (folder: string, exercise: CatalogExercise) => isSame(basename(folder), exercise.folder);
const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
const idsOf = (exercises: readonly CatalogExercise[]) => exercises.map(({ manifest }) => manifest.id);
const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** What is in a folder; nothing where it is none, or may not be read. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
