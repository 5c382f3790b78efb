import * as vscode from 'vscode';
import { stateText } from '../../protocol/runState';
import { moment, percent, t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import { runDirsOf } from '../runs/runArgument';
import type { StoredRun, WorkspaceRuns } from '../runs/workspaceRuns';

/**
 * Lets the student choose the runs to compare, the oldest first.
 * @param chosen those that are chosen already: they stay in their order
 * @returns undefined when cancelled
 */
export async function pickRuns(
  runs: WorkspaceRuns,
  chosen: readonly string[],
): Promise<string[] | undefined> {
  const all = runs.all();
  if (all.length < 2)
    throw new UserError(
      {
        what: t('There are no two runs to compare.'),
        next: t('Train a second time, with another setting: then both can be compared.'),
      },
      [commandIds.trainModel],
    );
  const picked = await vscode.window.showQuickPick(
    all.map((run) => ({
      label: run.name,
      description: moment(run.record.createdAt),
      detail: detail(run),
      picked: chosen.includes(run.dir),
      run,
    })),
    { title: t('Compare Runs'), canPickMany: true, matchOnDescription: true },
  );
  if (!picked) return undefined;
  const dirs = inOrder(picked.map(({ run }) => run));
  return [...chosen.filter((dir) => dirs.includes(dir)), ...dirs.filter((dir) => !chosen.includes(dir))];
}

/** The runs that a command was given by the Runs view, where they are several; else those that the student chooses. */
export async function runsToCompare(
  runs: WorkspaceRuns,
  argument: unknown,
  selected: unknown,
): Promise<string[] | undefined> {
  const given = runDirsOf(argument, selected);
  if (given.length < 2) return pickRuns(runs, given);
  return inOrder(given.flatMap((dir) => runs.get(dir) ?? []));
}

function detail({ record: { state, best } }: StoredRun): string {
  return [stateText(state), best && t('best {0}', percent(best.valAccuracy))].filter(Boolean).join(' · ');
}

/** The oldest first: what came later is compared with it. */
function inOrder(runs: readonly StoredRun[]): string[] {
  return [...runs].sort((a, b) => a.record.createdAt.localeCompare(b.record.createdAt)).map(({ dir }) => dir);
}
