import path from 'node:path';
import type { TrainJob } from '../protocol/jobs/trainJob';
import type { RunConfig } from '../protocol/run';
import { mustTrainTheSame, openTogether } from './agreement';
import type { Augmentation } from './augmentation';
import { withBuilt, type BuiltTraining } from './builtTraining';
import type { JobContext } from './context';
import type { LoopParts } from './loopParts';
import { openData } from './openData';
import { loadSavedTraining, loadTraining, type LoadedTraining, type Log } from './program';
import { recordedSettings } from './recordedSettings';

/** The program of a job, as its file or what was recorded of it says. */
export function programOf(
  { file: given, runDir, codeHash, settings }: TrainJob,
  { typings, deadlines }: JobContext,
  log: Log,
): Promise<LoadedTraining> {
  const file = path.resolve(given);
  return codeHash === undefined
    ? loadTraining(file, { typings, log, deadlines }, settings)
    : loadSavedTraining(runDir, { file, codeHash, givenSettings: settings }, { log, deadlines });
}

/**
 * Builds what a training begins with, opens its data set, and gives back what they hold after the work. Of several processes all must ask.
 * @throws FailureError when it does not fit, or when the processes do not train the same
 */
export function withNewTraining<T>(
  job: TrainJob,
  training: LoadedTraining,
  { context, log }: Pick<LoopParts, 'context' | 'log'>,
  work: (parts: LoopParts) => Promise<T>,
): Promise<T> {
  const seed = training.settings.seed ?? 0;
  return withBuilt(training, context, { seed, log }, async (built) => {
    // After the model was built: one that does not fit is known in seconds, and packing a large data set takes minutes.
    const dataset = await openTogether(context, () => openData(job.data, context));
    const parts = { training, context, log, ...built, config: configOf(job, training, built, seed), dataset };
    await mustTrainTheSame(parts);
    return work(parts);
  });
}

/** What a run records of its settings. */
function configOf(
  job: TrainJob,
  { settings }: LoadedTraining,
  { described, augmentation }: BuiltTraining,
  seed: number,
): RunConfig {
  return {
    epochs: settings.epochs,
    batchSize: settings.batchSize,
    ...(job.maxSteps ? { maxSteps: job.maxSteps } : {}),
    ...described,
    seed,
    augmented: settings.augment !== undefined,
    ...(settings.accumulate ? { accumulate: settings.accumulate } : {}),
    settings: recordedSettings(settings),
    ...(augmentation ? { augment: recorded(augmentation) } : {}),
  };
}

/** A copy of the description, with the type that the record's schema has. */
function recorded({ description }: Augmentation): RunConfig['augment'] {
  return JSON.parse(JSON.stringify(description)) as RunConfig['augment'];
}
