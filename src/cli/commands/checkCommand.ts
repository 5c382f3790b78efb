import { statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { loadCatalog, type CatalogExercise } from '../../protocol/catalog';
import { isPassed } from '../../protocol/checkReport';
import { FailureError } from '../../protocol/failure';
import { list, t } from '../../words';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { existingRunsFolder } from '../places';
import { runJob } from '../runJob';
import type { View } from '../view/view';
import { checkText } from '../view/checkText';
import { junit } from '../view/junit';

export interface CheckOptions {
  exercise?: string;
  course?: string;
  junit?: boolean;
}

/** `lits check PATH` */
export async function check(path: string, options: CheckOptions, io: Io, view: View): Promise<ExitCode> {
  const course = options.course
    ? resolve(io.cwd, options.course)
    : join(dirname(io.workerPath), '..', 'exercises');
  const exercises = (await loadCatalog(course)).flatMap((chapter) => chapter.exercises);
  const { exercise, folder } = findExercise(resolve(io.cwd, path), options.exercise, exercises);
  const job = { exercise: exercise.path, folder, runs: await existingRunsFolder(folder) };
  const { report, containment } = await runJob('check', job, io, view);
  view.result({ report, containment }, options.junit ? junit(report) : checkText(report));
  return isPassed(report) ? exitCode.ok : exitCode.failed;
}

/**
 * The exercise that is meant, and the student's folder of it: the path itself, or a folder above or directly inside it that is
 * named as the exercise's.
 * @throws FailureError when there is none.
 */
export function findExercise(
  path: string,
  id: string | undefined,
  exercises: readonly CatalogExercise[],
): { exercise: CatalogExercise; folder: string } {
  const start = isFolder(path) ? path : dirname(path);
  if (id !== undefined) {
    const exercise = exercises.find(({ manifest }) => manifest.id === id);
    if (!exercise)
      throw new FailureError({
        what: t('There is no exercise {0}.', id),
        next: t('There are {0}.', list(idsOf(exercises))),
      });
    const inside = join(start, exercise.folder);
    return { exercise, folder: isFolder(inside) ? inside : start };
  }
  for (let folder = start; ; folder = dirname(folder)) {
    const exercise = exercises.find((candidate) => candidate.folder === basename(folder));
    if (exercise) return { exercise, folder };
    if (dirname(folder) === folder) break;
  }
  throw new FailureError({
    what: t('It is not clear which exercise {0} belongs to.', path),
    why: t('No folder in its path has the name of an exercise.'),
    next: t('Say which one it is, as in --exercise {0}.', list(idsOf(exercises), 'or')),
  });
}

const idsOf = (exercises: readonly CatalogExercise[]) => exercises.map(({ manifest }) => manifest.id);

const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
