import { dirname } from 'node:path';
import { readRegularFile } from '../files/regularFile';
import type { CatalogExercise } from '../protocol/catalog';
import type { Likeness } from '../protocol/review';
import { roughText } from '../protocol/textFile';
import { alikePairs, type Sources } from '../review/similarity';
import { curveOf, sameRuns, type SubmittedRun } from '../review/sameRuns';
import { readMetrics, runFiles } from '../runs';
import { sha256 } from './hashes';
import { startersOf } from './starters';
import type { PreparedSubmission } from './prepareSubmission';

const isCode = (path: string): boolean => /\.[cm]?[jt]sx?$/i.test(path);

/** What two submissions of a class have in common that is neither the starter's nor the whole class's. */
export async function likenessIn(
  submissions: readonly PreparedSubmission[],
  exercises: readonly CatalogExercise[],
): Promise<Likeness> {
  const sources: Likeness['sources'] = [];
  for (const exercise of exercises) {
    const works: Sources[] = [];
    for (const { id, work } of submissions)
      for (const { exercise: its, files } of work)
        if (its === exercise)
          works.push({
            id,
            files: await Promise.all(
              files
                .filter(({ path }) => isCode(path))
                .map(async ({ path, source }) => ({ path, text: await textOf(source) })),
            ),
          });
    const starters = (await startersOf(exercise.path)).filter(({ path }) => isCode(path));
    const given = await Promise.all(starters.map(({ source }) => textOf(source)));
    const pairs = alikePairs(works, given);
    sources.push(...pairs.map((pair) => ({ exercise: exercise.manifest.id, ...pair })));
  }
  return { sources, runs: sameRuns(await runsOf(submissions)) };
}

const textOf = async (file: string): Promise<string> => roughText(await readRegularFile(file));

/** One after the other, and hashed: the runs of a class are too long to be held together. */
async function runsOf(submissions: readonly PreparedSubmission[]): Promise<SubmittedRun[]> {
  const runs: SubmittedRun[] = [];
  for (const { id, runs: own } of submissions)
    for (const [run, files] of own) {
      const metrics = files.find(({ path }) => path === runFiles.metrics);
      if (!metrics) continue;
      const { steps, numbers, times } = curveOf((await readMetrics(dirname(metrics.source))).lines);
      runs.push({
        submission: id,
        run,
        curve: { steps, numbers: sha256(numbers), times: sha256(times) },
      });
    }
  return runs;
}
