import type { TrainJob } from '../protocol/jobs/trainJob';
import type { JobContext } from './context';
import { trainModel, type LoopObserver, type LoopPoint } from './loop';
import { loopOptionsOf, type LoopParts } from './loopParts';
import { programOf, withNewTraining } from './newTraining';
import type { Log } from './program';
import { Ranks, type Place } from './ranks';

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
  await withNewTraining(job, training, { context, log }, (parts) => follow(parts, context.place));
}
