import { basename } from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../kit/errors';
import type { Training, Trainings } from './trainings';
import type { WorkspaceRuns, StoredRun } from '../runs/workspaceRuns';
import { stateText } from '../../protocol/runState';
import { moment, t } from '../../words';

/**
 * The run for a command without an argument: the run that trains now, else the only run, else the run that the student picks.
 * Undefined when cancelled.
 * @param title what is done with it
 */
export async function pickRun(
  runs: WorkspaceRuns,
  trainings: Trainings,
  title = t('Show Metrics'),
): Promise<string | undefined> {
  const running = trainings.all();
  if (running.length === 1) return running[0]?.dir;
  const all = runs.all();
  if (all.length === 0)
    throw new UserError({
      what: t('There is no run yet.'),
      next: t('Train a model first: its curves appear here.'),
    });
  if (all.length === 1) return all[0]?.dir;
  return (await quickPick(all, title))?.dir;
}

/** The training to stop. Undefined when there is a choice and the student cancels it. */
export async function pickTraining(trainings: Trainings): Promise<string | undefined> {
  const running = trainings.all();
  if (running.length === 0) throw new UserError({ what: t('No training is running.') });
  if (running.length === 1) return running[0]?.dir;
  const picked = await vscode.window.showQuickPick(
    running.map((training: Training) => ({ label: training.name, description: training.file, training })),
    { title: t('Stop Training') },
  );
  return picked?.training.dir;
}

async function quickPick(all: readonly StoredRun[], title: string): Promise<StoredRun | undefined> {
  const picked = await vscode.window.showQuickPick(
    all.map((run) => ({
      label: run.name,
      description: [moment(run.record.createdAt), run.record.dataset && basename(run.record.dataset.path)]
        .filter(Boolean)
        .join(' · '),
      detail: stateText(run.record.state),
      run,
    })),
    { title, matchOnDescription: true },
  );
  return picked?.run;
}
