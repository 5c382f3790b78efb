import * as vscode from 'vscode';
import { commandIds } from '../kit/commandIds';
import { defaultDevice } from '../../protocol/devices';
import { failureText } from '../../protocol/failureText';
import { findRunLog } from '../../runs';
import { percent, t } from '../../words';
import type { MessageButton, Reporter } from '../kit/reporter';
import type { WorkspaceRuns } from '../runs/workspaceRuns';
import type { Problems } from './problems';
import type { TrainingView } from './trainingView';
import type { Training, TrainingEnd, Trainings } from './trainings';

interface NoticeServices {
  trainings: Trainings;
  runs: WorkspaceRuns;
  panels: TrainingView;
  problems: Problems;
  reporter: Reporter;
}

/** Tells how a training ended: problems in the code, a failure, or a result that the student is not looking at already. */
export function announceEnds(services: NoticeServices): vscode.Disposable {
  return services.trainings.onDidEnd(({ training, end }) => {
    announce(services, training, end).catch((error: unknown) =>
      services.reporter.error(error, 'End of a training'),
    );
  });
}

async function announce(services: NoticeServices, training: Training, end: TrainingEnd): Promise<void> {
  const { problems, reporter, runs, panels } = services;
  const record = runs.get(training.dir)?.record;
  const failure = end.failure ?? record?.failure;
  const found = [...(failure?.problems ?? []), ...(record?.remarks ?? [])];
  if (found.length > 0) problems.show(training.file, found);
  if (failure) {
    reporter.log.error(`[${training.name}] ${failureText(failure)}`);
    reporter.log.info(`[${training.name}] The log of this run: ${await findRunLog(training.dir)}`);
    const resume = end.state === 'interrupted' && runs.get(training.dir)?.isResumable;
    await reporter.failure(
      failure,
      [],
      [...(resume ? [resumeRun(training.dir)] : []), ...(failure.device ? [trainOnCpu(training.file)] : [])],
    );
    return;
  }
  if (end.state !== 'done') return;
  const name = runs.get(training.dir)?.name ?? training.name;
  const best = record?.best;
  const text = best
    ? t(
        '"{0}" is trained: best validation accuracy {1}, in epoch {2}.',
        name,
        percent(best.valAccuracy),
        best.epoch,
      )
    : t('"{0}" is trained.', name);
  const show = t('Show Metrics');
  const evaluate = t('Evaluate Model');
  const buttons = panels.isVisible(training.dir) ? [evaluate] : [evaluate, show];
  const answer = await vscode.window.showInformationMessage(text, ...buttons);
  if (answer === show) await vscode.commands.executeCommand(commandIds.showMetrics, training.dir);
  if (answer === evaluate) await vscode.commands.executeCommand(commandIds.evaluateModel, training.dir);
}

const resumeRun = (dir: string): MessageButton => ({
  title: t('Resume Training'),
  run: () => vscode.commands.executeCommand(commandIds.resumeTraining, dir),
});

/** A device has failed: the same training, where nothing can fail of that. */
function trainOnCpu(file: string): MessageButton {
  return {
    title: t('Train on the CPU'),
    run: () => vscode.commands.executeCommand(commandIds.trainModel, vscode.Uri.file(file), defaultDevice),
  };
}
