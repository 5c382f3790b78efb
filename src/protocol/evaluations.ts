import { join } from 'node:path';
import * as z from 'zod';
import {
  evaluationLineSchema,
  evaluationSchema,
  firstEvaluationSchema,
  type Evaluation,
  type EvaluationLine,
  type FirstEvaluation,
  type Provenance,
} from './evaluation';
import { checkpointSchema, splitSchema } from './run';
import { readIfPresent, readLines, readValidated, runFiles } from './runFolder';

/** Reading the evaluations in a run folder. */

type Which = Pick<Provenance, 'split' | 'checkpoint'>;

/** What evaluation to read: the split's and the checkpoint's names are the file's. */
export function evaluationFile(runDir: string, { split, checkpoint }: Which): string {
  return join(runDir, runFiles.evaluations, `${split}-${checkpoint}.json`);
}

export function evaluationLog(runDir: string): string {
  return join(runDir, runFiles.evaluations, 'log.jsonl');
}

/** Every evaluation that was ever made of a run, the oldest first; none of those that no log was kept of. */
export function readEvaluationLog(runDir: string): Promise<EvaluationLine[]> {
  return readLines(evaluationLog(runDir), evaluationLineSchema);
}

/**
 * The latest evaluation of a split and checkpoint; undefined when there is none.
 * @throws FailureError when it is there but not readable
 */
export async function readEvaluation(runDir: string, which: Which): Promise<Evaluation | undefined> {
  const file = evaluationFile(runDir, which);
  if ((await readIfPresent(file)) === undefined) return undefined;
  return readValidated(file, evaluationSchema, 'evaluation');
}

const firstFile = z.discriminatedUnion('version', [firstEvaluationSchema, evaluationSchema]);

/**
 * The evaluations of a run, of each split and checkpoint the latest, the newest first. One that an earlier version wrote
 * comes as it is: `upgradeEvaluation` adds what it lacks.
 * @throws FailureError when one is there but not readable
 */
export async function readEvaluations(runDir: string): Promise<(Evaluation | FirstEvaluation)[]> {
  const pairs = splitSchema.options.flatMap((split) =>
    checkpointSchema.options.map((checkpoint) => ({ split, checkpoint })),
  );
  const found = await Promise.all(pairs.map((which) => readEvaluation(runDir, which)));
  const evaluations: (Evaluation | FirstEvaluation)[] = found.filter(
    (evaluation) => evaluation !== undefined,
  );
  const file = join(runDir, 'evaluation.json');
  if ((await readIfPresent(file)) !== undefined) {
    const first = await readValidated(file, firstFile, 'evaluation');
    const { split, checkpoint } = whichOf(first);
    const isReplaced = evaluations.some((later) => {
      const which = whichOf(later);
      return which.split === split && which.checkpoint === checkpoint;
    });
    if (!isReplaced) evaluations.push(first);
  }
  return evaluations.sort((a, b) => whichOf(b).createdAt.localeCompare(whichOf(a).createdAt));
}

function whichOf(evaluation: Evaluation | FirstEvaluation): Which & { createdAt: string } {
  return evaluation.version === 1 ? evaluation : evaluation.provenance;
}
