import { remarksOn } from '../../evaluate/remarks';
import { testRemarks, type EvaluatedRun } from '../../evaluate/testUse';
import type { Evaluation } from '../../protocol/evaluation';
import { lostFiles, readEvaluations } from '../../runs';
import type { EvaluationKey, EvaluationSide } from '../../panels/evaluation';
import { remarkText } from '../../evaluate/remarkText';

/** The runs of the workspace, with the log of their evaluations. */
export interface EvaluatedRuns {
  /** A run; with it, in words, what of the log could not be read. */
  get(dir: string): (EvaluatedRun & { lost: readonly string[] }) | undefined;
  all(): readonly EvaluatedRun[];
}

/** A run, and which of its evaluations; the latest one where none is named or it is gone. */
export interface ShownSide {
  runDir: string;
  which?: EvaluationKey;
}

/** What the view shows of a run. */
export interface ReadSide {
  /** Undefined when the run has no evaluation that can be read. */
  side: EvaluationSide | undefined;
  /** In words, which of its evaluations cannot. */
  lost: string[];
}

/** Reads what the view shows of a run. What cannot be read is among the remarks. */
export async function readSide({ runDir, which }: ShownSide, runs: EvaluatedRuns): Promise<ReadSide> {
  const { evaluations: all, damaged } = await readEvaluations(runDir);
  const lost = [...lostFiles(damaged), ...(runs.get(runDir)?.lost ?? [])];
  const keys = all.map(({ provenance: { split, checkpoint } }): EvaluationKey => ({ split, checkpoint }));
  const wanted = keys.findIndex((key) => key.split === which?.split && key.checkpoint === which.checkpoint);
  const [evaluation] = all.slice(Math.max(wanted, 0));
  if (!evaluation) return { side: undefined, lost };
  const remarks = [...lost, ...remarksOf(evaluation, runDir, runs)];
  return { side: { runDir, evaluation, remarks, choices: keys }, lost };
}

/** What a student may overlook: first whether the score can be trusted at all. */
function remarksOf(evaluation: Evaluation, runDir: string, runs: EvaluatedRuns): string[] {
  const run = runs.get(runDir);
  const doubts = run && evaluation.provenance.split === 'test' ? testRemarks(run, runs.all()) : [];
  return [...doubts, ...remarksOn(evaluation)].map(remarkText);
}
