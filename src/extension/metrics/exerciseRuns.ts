import { join } from 'node:path';
import type { Exercise } from '../../course/manifest';
import { exists } from '../../files/exists';
import { isActive } from '../../protocol/run';
import { majorityShare } from '../../evaluate/agreement';
import type { ExerciseComparison } from '../../panels/comparison';
import { t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import { hasChangedSince } from '../runs/changedSince';
import type { StoredRun } from '../runs/workspaceRuns';

/** An exercise whose files are compared, with the student's folder of it. */
interface Compared {
  exercise: { manifest: Exercise };
  work: string;
}

/**
 * The runs that an exercise compares, in the order of its files: of each the latest run that trained the file as it is now and has
 * come to its end or is on its way; where there is none, the latest of the file as it was.
 * @param runs the newest first
 * @throws UserError when no file of the exercise has such a run
 */
export async function runsOfExercise(
  { exercise, work }: Compared,
  runs: readonly StoredRun[],
): Promise<string[]> {
  const files = exercise.manifest.compare ?? [];
  const found = await Promise.all(files.map((file) => latestOf(join(work, file), runs)));
  const dirs = found.flatMap((run) => run?.dir ?? []);
  if (dirs.length > 0) return dirs;
  throw new UserError(
    {
      what: t('No file of this exercise has a run that has come to its end: {0}.', files.join(', ')),
      next: t('Train the first of them. The others join the comparison once they are trained.'),
    },
    [commandIds.trainModel],
  );
}

async function latestOf(file: string, runs: readonly StoredRun[]): Promise<StoredRun | undefined> {
  const own = runs.filter(
    ({ record }) => record.file === file && (record.state === 'done' || isActive(record.state)),
  );
  for (const run of own) if (!(await hasChangedSince(run))) return run;
  return own[0];
}

/**
 * What a comparison says beside its curves where its runs are of the files that an exercise compares: of two of them at least, or a
 * single run.
 * @param runs of the comparison, in its order
 */
export async function exerciseComparison(
  { exercise: { manifest }, work }: Compared,
  runs: readonly StoredRun[],
): Promise<ExerciseComparison | undefined> {
  const files = manifest.compare ?? [];
  const ofFile = (file: string) =>
    runs
      .filter(({ record }) => record.file === join(work, file))
      .sort((a, b) => b.record.createdAt.localeCompare(a.record.createdAt))[0];
  const found = files.map((file) => ({ file, run: ofFile(file) }));
  const count = found.filter(({ run }) => run).length;
  if (count === 0 || (count === 1 && runs.length > 1)) return undefined;
  const valClasses = found.find(({ run }) => run)?.run?.record.dataset?.valClasses;
  return {
    title: `${manifest.id} ${manifest.title}`,
    ...(valClasses ? { majority: majorityShare(valClasses) } : {}),
    hasAnswers: manifest.answers !== undefined && (await exists(join(work, manifest.answers))),
    files: await Promise.all(
      found.map(async ({ file, run }) => ({
        file,
        title: manifest.tasks.find((task) => task.file === file)?.title ?? file,
        ...(run ? { runDir: run.dir, hasChanged: await hasChangedSince(run) } : { hasChanged: false }),
      })),
    ),
  };
}
