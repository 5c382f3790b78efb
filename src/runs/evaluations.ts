import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJsonAtomic } from '../files/atomicFile';
import {
  evaluationLineSchema,
  evaluationSchema,
  type Evaluation,
  type EvaluationLine,
} from '../protocol/evaluation';
import { checkpointSchema, splitSchema } from '../protocol/run';
import { readJsonFile } from '../files/jsonFile';
import { appendJsonLine, readJsonLines, type JsonLines } from './jsonLines';
import { evaluationFile, runFiles } from './layout';

/** The latest evaluations of a run. */
export interface Evaluations {
  /** Of each split and checkpoint one, the newest first. */
  evaluations: Evaluation[];
  /** Files of others that cannot be read, relative to the run folder. */
  damaged: string[];
}

/** Every evaluation that was ever made of a run, the oldest first. */
export function readEvaluationLog(runDir: string): Promise<JsonLines<EvaluationLine>> {
  return readJsonLines(join(runDir, runFiles.evaluationLog), evaluationLineSchema);
}

/** The evaluations of a run. One that cannot be read does not hide the others. */
export async function readEvaluations(runDir: string): Promise<Evaluations> {
  const files = splitSchema.options.flatMap((split) =>
    checkpointSchema.options.map((checkpoint) => evaluationFile({ split, checkpoint })),
  );
  const found: Evaluations = { evaluations: [], damaged: [] };
  for (const file of files) {
    const read = await readJsonFile(join(runDir, file), evaluationSchema);
    if (read.state === 'whole') found.evaluations.push(read.value);
    else if (read.state === 'damaged') found.damaged.push(file);
  }
  found.evaluations.sort((a, b) => b.provenance.createdAt.localeCompare(a.provenance.createdAt));
  return found;
}

/**
 * Keeps an evaluation in its run's folder, in the place of an earlier one of the same split and checkpoint, and adds it to
 * the log. The log comes first: nobody has seen a figure that it does not know of.
 * @param step steps done when the weights were saved
 */
export async function writeEvaluation(runDir: string, evaluation: Evaluation, step: number): Promise<void> {
  const { provenance, bySlice } = evaluation;
  const { accuracy, balancedAccuracy, logLoss } = bySlice.figures;
  const line: EvaluationLine = { version: 1, ...provenance, step, accuracy, balancedAccuracy, logLoss };
  await mkdir(join(runDir, runFiles.evaluations), { recursive: true });
  appendJsonLine(join(runDir, runFiles.evaluationLog), line);
  await writeJsonAtomic(join(runDir, evaluationFile(provenance)), evaluation, 0);
}
