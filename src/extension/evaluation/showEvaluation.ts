import * as vscode from 'vscode';
import { moment, t } from '../../words';
import { UserError } from '../kit/errors';
import { runDirOf } from '../runs/runArgument';
import type { WorkspaceRuns, StoredRun } from '../runs/workspaceRuns';
import type { EvaluationPanels } from './evaluationPanels';

interface EvaluationServices {
  runs: WorkspaceRuns;
  evaluations: EvaluationPanels;
}

/** Shows the evaluation of a run: the given run, else the only run with an evaluation, else the run that the student picks. */
export async function showEvaluation(
  { runs, evaluations }: EvaluationServices,
  argument: unknown,
): Promise<void> {
  const dir = runDirOf(argument) ?? (await pickEvaluated(await evaluatedRuns(runs, 1), t('Show Evaluation')));
  if (dir !== undefined) evaluations.show([{ runDir: dir }]);
}

/** Shows the evaluations of two runs beside each other. */
export async function compareEvaluations(
  { runs, evaluations }: EvaluationServices,
  argument: unknown,
): Promise<void> {
  const evaluated = await evaluatedRuns(runs, 2);
  if (evaluated.length < 2)
    throw new UserError({
      what: t('There are no two evaluations to compare.'),
      next: t('Evaluate a second run, on the same split.'),
    });
  const first = runDirOf(argument) ?? (await pickEvaluated(evaluated, t('Compare Evaluations: first run')));
  if (first === undefined) return;
  const others = evaluated.filter(({ dir }) => dir !== first);
  const second = await pickEvaluated(others, t('Compare Evaluations: second run'));
  if (second === undefined) return;
  const which = commonEvaluation(runs.get(first), runs.get(second));
  evaluations.show([
    { runDir: first, which },
    { runDir: second, which },
  ]);
}

/** @param least so many are wanted: where fewer are known, one may have come that the disk has not told of yet */
async function evaluatedRuns(runs: WorkspaceRuns, least: number): Promise<StoredRun[]> {
  const known = () => runs.all().filter(({ evaluations }) => evaluations.length > 0);
  if (known().length < least) await runs.readAll();
  const evaluated = known();
  if (evaluated.length > 0) return evaluated;
  throw new UserError({
    what: t('No run has been evaluated yet.'),
    next: t('Evaluate a run first: its figures appear here.'),
  });
}

/** The newest evaluation of the first run whose split and checkpoint the second has, too. */
function commonEvaluation(first: StoredRun | undefined, second: StoredRun | undefined) {
  const found = first?.evaluations.findLast(({ split, checkpoint }) =>
    second?.evaluations.some((other) => other.split === split && other.checkpoint === checkpoint),
  );
  return found && { split: found.split, checkpoint: found.checkpoint };
}

async function pickEvaluated(runs: readonly StoredRun[], title: string): Promise<string | undefined> {
  const [only, ...others] = runs;
  if (only && others.length === 0) return only.dir;
  const picked = await vscode.window.showQuickPick(
    runs.map(({ dir, name, record, evaluations }) => ({
      label: name,
      description: moment(record.createdAt),
      detail: [...new Set(evaluations.map(({ split, checkpoint }) => `${split}, ${checkpoint}`))].join(' · '),
      dir,
    })),
    { title, matchOnDescription: true },
  );
  return picked?.dir;
}
