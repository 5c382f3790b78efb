import type { TrainJob } from '../protocol/jobs/trainJob';
import { mustTrainTheSame, openTogether } from './agreement';
import { withBuilt } from './builtTraining';
import type { JobContext } from './context';
import { trainModel, type LoopObserver, type LoopPoint } from './loop';
import { loopOptionsOf, type LoopParts } from './loopParts';
import { openData } from './openData';
import type { Log } from './program';
import { Ranks, type Place } from './ranks';
import { configOf, programOf } from './runTraining';

/**
 * Trains with the others, and writes nothing: another process keeps the run.
 * @param from where the training goes on; default: at its beginning
 */
export async function follow(parts: LoopParts, place: Place, from?: LoopPoint): Promise<void> {
  const ranks = new Ranks(place, parts.context.signal);
  const { signal } = ranks;
  const trained = trainModel({ ...loopOptionsOf(parts), signal, observer: silent, ranks, from });
  // Pictures that have changed end the training at once: the others would go on with them.
  await Promise.race([trained, parts.dataset.unchanged.then(() => trained)]);
}

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
    const dataset = await openTogether(context, () => openData(job.data, context));
    const config = configOf(job, training, built, seed);
    await mustTrainTheSame(context, {
      codeHash: training.program.bundle.hash,
      config,
      fingerprint: dataset.fingerprint,
    });
    await follow({ training, context, log, ...built, config, dataset }, context.place);
  });
}
