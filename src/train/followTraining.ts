import type { TrainJob } from '../protocol/jobs/trainJob';
import { mustTrainTheSame, openDataTogether } from './agreement';
import { withBuilt } from './builtTraining';
import type { JobContext } from './context';
import { trainModel, type LoopObserver } from './loop';
import { loopOptionsOf } from './loopParts';
import type { Log } from './program';
import { Ranks, type Place } from './ranks';
import { configOf, programOf } from './runTraining';

const silent: LoopObserver = {
  step: () => undefined,
  validation: () => undefined,
  epoch: () => Promise.resolve(),
};

/**
 * Takes part in a training that another process keeps: computes its rows of each batch, and writes nothing.
 * @throws FailureError as `runTraining`
 */
export async function followTraining(job: TrainJob, context: JobContext & { place: Place }): Promise<void> {
  // The process that keeps the run says the same.
  const log: Log = () => undefined;
  const training = await programOf(job, context, log);
  const seed = training.settings.seed ?? 0;
  await withBuilt(training, context, { seed, log }, async (built) => {
    const dataset = await openDataTogether(job.data, context);
    const config = configOf(job, training, built, seed);
    await mustTrainTheSame(context, {
      codeHash: training.program.bundle.hash,
      config,
      fingerprint: dataset.fingerprint,
    });
    const ranks = new Ranks(context.place, context.signal);
    const { signal } = ranks;
    const parts = { training, context, log, ...built, config, dataset };
    const trained = trainModel({ ...loopOptionsOf(parts), signal, observer: silent, ranks });
    // Pictures that have changed end the training at once: the others would go on with them.
    await Promise.race([trained, dataset.unchanged.then(() => trained)]);
  });
}
