import { appendFile, mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Evaluation, EvaluationLine } from '../protocol/evaluation';
import { evaluationFile, evaluationLog } from '../protocol/evaluations';
import { runFiles } from '../protocol/runFolder';

/**
 * Keeps an evaluation in its run's folder, in the place of an earlier one of the same split and checkpoint, and adds it to
 * the log. The log comes first: nobody has seen a figure that it does not know of.
 * @param step steps done when the weights were saved
 */
export async function writeEvaluation(runDir: string, evaluation: Evaluation, step: number): Promise<void> {
  const { provenance, bySlice } = evaluation;
  const { accuracy, balancedAccuracy, logLoss } = bySlice.figures;
  const line: EvaluationLine = {
    version: 1,
    ...provenance,
    step,
    accuracy,
    balancedAccuracy,
    logLoss,
  };
  await mkdir(path.join(runDir, runFiles.evaluations), { recursive: true });
  await appendFile(evaluationLog(runDir), `${JSON.stringify(line)}\n`);
  await writeFileAtomic(evaluationFile(runDir, provenance), `${JSON.stringify(evaluation)}\n`);
}
