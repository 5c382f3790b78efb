import * as vscode from 'vscode';
import { t } from '../../words';
import { UserError } from '../kit/errors';
import type { TrainingQueue, WaitingTraining } from './trainingQueue';

/** The training that waits that a command was given by the Runs view. @throws UserError when there is none */
export function requireQueued(queue: TrainingQueue, argument: unknown): WaitingTraining {
  const queued = queue.all().find((one) => one.dir === dirOf(argument));
  if (queued) return queued;
  throw new UserError({
    what: t('This training does not wait any more.'),
    why: t('It has started, or was removed.'),
  });
}

const dirOf = (argument: unknown): unknown =>
  typeof argument === 'object' && argument !== null && 'dir' in argument ? argument.dir : undefined;

/** Trainings that wait and have nothing to wait for, as after a reload: the student says whether they start. */
export async function offerQueue(queue: TrainingQueue): Promise<void> {
  const { length } = queue.all();
  if (length === 0) return;
  const start = t('Start the Queue');
  const text =
    length === 1 ? t('1 training waits in the queue.') : t('{0} trainings wait in the queue.', length);
  if ((await vscode.window.showInformationMessage(text, start)) === start) await queue.goOn();
}
