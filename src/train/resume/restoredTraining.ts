import * as tf from '@tensorflow/tfjs';
import { FailureError } from '../../protocol/failure';
import type { RunRecord } from '../../protocol/run';
import { t } from '../../words';
import { mustTrainTheSame, openTogether } from '../agreement';
import { withBuilt } from '../builtTraining';
import type { LoopPoint } from '../loop';
import type { LoopParts } from '../loopParts';
import { loadSavedTraining } from '../program';
import { openRunData } from '../runData';
import { restorePoint, type KeptPoint } from './point';

/** A run, and where it was kept last. */
interface KeptRun {
  runDir: string;
  record: RunRecord;
  point: KeptPoint;
}

/**
 * Builds what a run's training is made of, as it stood when it was kept last, and gives back what that holds after the work. Of several
 * processes all must ask.
 * @throws FailureError when it cannot go on, or when the processes do not train the same
 */
export async function withRestoredTraining<T>(
  { runDir, record, point }: KeptRun,
  { context, log }: Pick<LoopParts, 'context' | 'log'>,
  work: (parts: LoopParts, from: LoopPoint) => Promise<T>,
): Promise<T> {
  const { config, dataset: trainedOn } = record;
  if (!config || !trainedOn) throw nothingToResume(record);
  const { seed } = config;
  const training = await loadSavedTraining(runDir, record, { log, deadlines: context.deadlines });
  return withBuilt(training, context, { seed, log }, async (built) => {
    const dataset = await openTogether(context, () => openRunData(trainedOn, context));
    const from = await restorePoint(runDir, point, built);
    try {
      const parts = { training, context, log, ...built, config, dataset };
      await mustTrainTheSame(parts, from.state);
      return await work(parts, from);
    } finally {
      tf.dispose([from.averages?.tensors, from.best].flatMap((tensors) => tensors ?? []));
    }
  });
}

export const nothingToResume = ({ name }: RunRecord) =>
  new FailureError({
    what: t('There is nothing left to train in "{0}": the run has come to its end.', name),
    next: t('Train again, with more epochs.'),
  });
