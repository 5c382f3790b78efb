import { remarksOn } from '../../evaluate/remarks';
import { testRemarks, type EvaluatedRun } from '../../evaluate/testUse';
import type { Evaluation } from '../../protocol/evaluation';
import { readEvaluations } from '../../protocol/evaluations';
import type { EvaluationKey, EvaluationSide } from '../../panels/evaluation';
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
  const keys = all.map(({ provenance: { split, checkpoint } }): EvaluationKey => ({ split, checkpoint }));
  const wanted = keys.findIndex((key) => key.split === which?.split && key.checkpoint === which.checkpoint);
  const [evaluation] = all.slice(Math.max(wanted, 0));
  return evaluation && { runDir, evaluation, remarks: remarksOf(evaluation, runDir, runs), choices: keys };
}

/** What a student may overlook: first whether the score can be trusted at all. */
function remarksOf(evaluation: Evaluation, runDir: string, runs: EvaluatedRuns): string[] {
  const run = runs.get(runDir);
  const doubts = run && evaluation.provenance.split === 'test' ? testRemarks(run, runs.all()) : [];
  return [...doubts, ...remarksOn(evaluation)].map(remarkText);
}
