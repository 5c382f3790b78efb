import { join } from 'node:path';
import {
  evaluationLineSchema,
  evaluationSchema,
  type Evaluation,
  type EvaluationLine,
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

/**
 * The evaluations of a run, of each split and checkpoint the latest, the newest first.
 * @throws FailureError when one is there but not readable
 */
export async function readEvaluations(runDir: string): Promise<Evaluation[]> {
  const pairs = splitSchema.options.flatMap((split) =>
    checkpointSchema.options.map((checkpoint) => ({ split, checkpoint })),
  );
  const found = await Promise.all(pairs.map((which) => readEvaluation(runDir, which)));
  return found
    .filter((evaluation) => evaluation !== undefined)
    .sort((a, b) => b.provenance.createdAt.localeCompare(a.provenance.createdAt));
}
