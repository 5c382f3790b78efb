import * as tf from '@tensorflow/tfjs';
import type { ResumeJob } from '../../protocol/jobs/trainJob';
import { readRun } from '../../runs';
import { mustTrainTheSame, openTogether } from '../agreement';
import { withBuilt } from '../builtTraining';
import type { JobContext } from '../context';
import { follow } from '../followTraining';
import { loadSavedTraining, type Log } from '../program';
import type { Place } from '../ranks';
import { openRunData } from '../runData';
import { readPoint, restorePoint } from './point';
import { nothingToResume } from './resumeTraining';

/**
 * Takes part in a training that another process goes on with, and writes nothing.
 * @throws FailureError as `resumeTraining`
 */
export async function followResumed(
  { runDir }: ResumeJob,
  context: JobContext & { place: Place },
): Promise<void> {
  // The process that keeps the run says the same.
  const log: Log = () => undefined;
  const record = await readRun(runDir);
  const { config, dataset: trainedOn } = record;
  const point = await readPoint(runDir);
  if (!config || !trainedOn) throw nothingToResume(record);
  const { seed } = config;
  const training = await loadSavedTraining(runDir, record, { log, deadlines: context.deadlines });
  await withBuilt(training, context, { seed, log }, async (built) => {
    const dataset = await openTogether(context, () => openRunData(trainedOn, context));
    const from = await restorePoint(runDir, point, built);
    try {
      const { fingerprint } = dataset;
      const codeHash = training.program.bundle.hash;
      await mustTrainTheSame(context, { codeHash, config, fingerprint, from: from.state });
      await follow({ training, context, log, ...built, config, dataset }, context.place, from);
    } finally {
      tf.dispose([from.averages?.tensors, from.best].flatMap((tensors) => tensors ?? []));
    }
  });
}
