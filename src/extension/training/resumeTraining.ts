import { basename } from 'node:path';
import * as vscode from 'vscode';
import { moment, t } from '../../words';
import { commandIds } from '../kit/commandIds';
import { UserError } from '../kit/errors';
import { settingsFor } from '../kit/settings';
import { hasChangedSince } from '../runs/changedSince';
import type { StoredRun } from '../runs/workspaceRuns';
import { mayTrainNow, type TrainServices } from './trainModel';

/**
 * *LiTS: Resume Training*: goes on with a run that was stopped or killed. Where its file has changed since, the student decides: the
 * program that the run has recorded, or a new run of the file.
 * @throws UserError when the run keeps nothing to go on from
 */
export async function resumeTraining(services: TrainServices, run: StoredRun): Promise<void> {
  const { record } = run;
  if (!run.isResumable)
    throw new UserError(
      {
        what: t('"{0}" cannot be resumed.', run.name),
        why:
          record.state === 'done'
            ? t('It has come to its end.')
            : t('It has not kept where it stood: it was ended within its first seconds.'),
        next: t('Train again.'),
      },
      [commandIds.trainModel],
    );
  if (await hasChangedSince(run)) {
    const recorded = t('Resume the Recorded Program');
    const anew = t('Train Anew');
    const answer = await vscode.window.showWarningMessage(
      t('"{0}" has changed since this run began.', basename(record.file)),
      {
        modal: true,
        detail: t(
          'A run goes on with the program that it began with, and not with the file as it is now: otherwise its curves would belong to two programs.',
        ),
      },
      recorded,
      anew,
    );
    if (answer === anew)
      await vscode.commands.executeCommand(commandIds.trainModel, vscode.Uri.file(record.file));
    if (answer !== recorded) return;
  }
  await services.queue.whileHeld(() => resume(services, run));
}

async function resume(services: TrainServices, run: StoredRun): Promise<void> {
  const { record } = run;
  if (!(await mayTrainNow(services.trainings, record.file))) return;
  services.problems.clear(record.file);
  const folder = vscode.workspace.getWorkspaceFolder(vscode.Uri.file(run.dir));
  const { nodePath } = settingsFor(folder);
  const training = await vscode.window.withProgress({ location: { viewId: 'lits.runs' } }, () =>
    services.trainings.resume(run, nodePath),
  );
  services.panels.showTraining(training);
}

/** The run to resume when none is given: the only one, else the one that the student picks. */
export async function pickResumable(runs: readonly StoredRun[]): Promise<StoredRun | undefined> {
  const resumable = runs.filter(({ isResumable }) => isResumable);
  if (resumable.length === 0)
    throw new UserError({
      what: t('There is no run to resume.'),
      why: t('A run can be resumed that was stopped or interrupted before its end.'),
    });
  if (resumable.length === 1) return resumable[0];
  const picked = await vscode.window.showQuickPick(
    resumable.map((run) => ({
      label: run.name,
      description: moment(run.record.createdAt),
      detail: progressText(run),
      run,
    })),
    { title: t('Resume Training') },
  );
  return picked?.run;
}

const progressText = ({ record: { progress, config } }: StoredRun): string =>
  t('epoch {0} of {1}', progress?.epoch ?? 0, config?.epochs ?? 0);
