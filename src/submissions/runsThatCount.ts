import { basename, join } from 'node:path';
import type { CatalogChapter } from '../protocol/catalog';
import { madeFrom, nearestHome, readRuns, runsFolder, type RunContents } from '../runs';

/** A run to be handed in. */
export interface CountingRun {
  /** Its folder. */
  dir: string;
  id: string;
  /** Id of the exercise. */
  exercise: string;
  /** The file that it has trained, relative to the exercise's folder. */
  file: string;
}

/**
 * The runs that checks and tutors look at: of each task's file, the latest that has come to its end and the latest of those that was
 * evaluated on the test split, if there is one that has trained the file as it is; else the latest that has come to its end.
 * @param folder the student's folder of the chapter
 */
export async function runsThatCount(
  { exercises }: Pick<CatalogChapter, 'exercises'>,
  folder: string,
): Promise<CountingRun[]> {
  const home = await nearestHome([folder]);
  if (home === undefined) return [];
  const { runs } = await readRuns(join(home, runsFolder));
  const done = runs.filter(({ record }) => record.state === 'done');
  const chosen = new Map<string, CountingRun>();
  for (const exercise of exercises)
    for (const file of new Set(exercise.manifest.tasks.map((task) => task.file))) {
      const own = done.filter(
        ({ record }) =>
          record.file.split(/[\\/]/).slice(-2).join('/') === `${exercise.folder}/${basename(file)}`,
      );
      for (const { record } of await counting(own, join(home, runsFolder), join(folder, exercise.folder)))
        chosen.set(record.id, {
          dir: join(home, runsFolder, record.id),
          id: record.id,
          exercise: exercise.manifest.id,
          file,
        });
    }
  return [...chosen.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** @param runs of a file, the latest first @param work the student's folder of the exercise */
async function counting(runs: readonly RunContents[], home: string, work: string): Promise<RunContents[]> {
  const current: RunContents[] = [];
  for (const run of runs) if (await madeFrom(join(home, run.record.id), work, plain)) current.push(run);
  const [latest] = current.length > 0 ? current : runs;
  const tested = current.find(({ evaluations }) =>
    evaluations.some(({ provenance }) => provenance.split === 'test'),
  );
  return [...new Set([latest, tested])].filter((run) => run !== undefined);
}

/** Line ends and a byte-order mark are no other code: Git changes them. */
const plain = (text: string) => text.replace(/^\uFEFF/, '').replaceAll('\r\n', '\n');
