import { basename } from 'node:path';
import { remarksOn } from '../../evaluate/remarks';
import { testRemarks, type EvaluatedRun } from '../../evaluate/testUse';
import { upgradeEvaluation } from '../../evaluate/upgrade';
import type { Evaluation } from '../../protocol/evaluation';
import { readEvaluations } from '../../protocol/evaluations';
import type { EvaluationKey, EvaluationSide } from '../../protocol/evaluationView';
import { remarkText } from './remarkText';

/** The runs of the workspace, with the log of their evaluations. */
export interface EvaluatedRuns {
  get(dir: string): EvaluatedRun | undefined;
  all(): readonly EvaluatedRun[];
}

/** A run, and which of its evaluations; the latest one where none is named or it is gone. */
export interface ShownSide {
  runDir: string;
  which?: EvaluationKey;
}

/**
 * What the view shows of a run; undefined when it has no evaluation (any more).
 * @throws FailureError when an evaluation is there but not readable
 */
export async function readSide(
  { runDir, which }: ShownSide,
  runs: EvaluatedRuns,
): Promise<EvaluationSide | undefined> {
  const all = await readEvaluations(runDir);
  const keys = all.map((evaluation): EvaluationKey => {
    const { split, checkpoint } = evaluation.version === 1 ? evaluation : evaluation.provenance;
    return { split, checkpoint };
  });
  const wanted = keys.findIndex((key) => key.split === which?.split && key.checkpoint === which.checkpoint);
  const [stored] = all.slice(Math.max(wanted, 0));
  if (!stored) return undefined;
  const name = runs.get(runDir)?.record.name ?? basename(runDir);
  const evaluation = upgradeEvaluation(stored, { id: basename(runDir), name });
  return { runDir, evaluation, remarks: remarksOf(evaluation, runDir, runs), choices: keys };
}

/** What a student may overlook: first whether the score can be trusted at all. */
function remarksOf(evaluation: Evaluation, runDir: string, runs: EvaluatedRuns): string[] {
  const run = runs.get(runDir);
  const doubts = run && evaluation.provenance.split === 'test' ? testRemarks(run, runs.all()) : [];
  return [...doubts, ...remarksOn(evaluation)].map(remarkText);
}
