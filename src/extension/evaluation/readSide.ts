import { upgradeEvaluation } from '../../evaluate/upgrade';
import { readEvaluations } from '../../protocol/evaluations';
import type { EvaluationKey, EvaluationSide } from '../../protocol/evaluationView';

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
  name: string,
): Promise<EvaluationSide | undefined> {
  const all = await readEvaluations(runDir);
  const keys = all.map((evaluation): EvaluationKey => {
    const { split, checkpoint } = evaluation.version === 1 ? evaluation : evaluation.provenance;
    return { split, checkpoint };
  });
  const wanted = keys.findIndex((key) => key.split === which?.split && key.checkpoint === which.checkpoint);
  const [stored] = all.slice(Math.max(wanted, 0));
  if (!stored) return undefined;
  return { runDir, evaluation: upgradeEvaluation(stored, { id: name, name }), remarks: [], choices: keys };
}
