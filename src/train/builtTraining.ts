import type * as tf from '@tensorflow/tfjs';
import { t } from '../words';
import { augmentationOf, startAugmentation, type Augmentation } from './augmentation';
import type { Augmenter } from './augmentation/augmenter';
import type { JobContext } from './context';
import { askStudentCode, buildTraining, describeOptimizer, type LoadedTraining, type Log } from './program';

/** What a student's training is made of, built and ready. */
export interface BuiltTraining {
  model: tf.LayersModel;
  optimizer: tf.Optimizer;
  /** What the run records of the optimizer. */
  described: ReturnType<typeof describeOptimizer>;
  augmentation: Augmentation | undefined;
  augmenter: Augmenter | undefined;
}

/** Builds a training's model, optimizer and augmentation, and gives back what they hold after the work. */
export async function withBuilt<T>(
  training: LoadedTraining,
  context: JobContext,
  { seed, log }: { seed: number; log: Log },
  work: (built: BuiltTraining) => Promise<T>,
): Promise<T> {
  const { deadlines } = context;
  const { program, settings } = training;
  const { model, optimizer } = buildTraining(training, { seed, log, deadlines });
  const ask = <R>(read: () => R) =>
    askStudentCode(program, { log, deadlines }, t('reading your settings'), read);
  const augmentation = ask(() => augmentationOf(settings.augment));
  const described = ask(() => describeOptimizer(settings.optimizer, optimizer));
  const augmenting = { program, seed, log, deadlineMs: deadlines.stepMs };
  const augmenter =
    augmentation &&
    (await startAugmentation(augmentation, { ...augmenting, threads: augmentThreads(context) }));
  try {
    return await work({ model, optimizer, described, augmentation, augmenter });
  } finally {
    await augmenter?.close();
  }
}

/** As many threads as the engine has: they work while it waits, and step aside while it computes. */
function augmentThreads({ augmentThread, engine }: JobContext) {
  return augmentThread === undefined
    ? undefined
    : { program: augmentThread, count: Math.min(engine.threads, 8) };
}
