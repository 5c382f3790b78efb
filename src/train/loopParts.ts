import type { Dataset } from '../data';
import type { RunConfig } from '../protocol/run';
import type { BuiltTraining } from './builtTraining';
import type { JobContext } from './context';
import type { LoopOptions } from './loopOptions';
import type { LoadedTraining, Log } from './program';
import { mustBeRestorable } from './rebuilt';

/** What a training is made of, beside what becomes of it. */
export interface LoopParts extends Pick<BuiltTraining, 'model' | 'optimizer' | 'augmentation' | 'augmenter'> {
  training: LoadedTraining;
  context: JobContext;
  log: Log;
  config: RunConfig;
  dataset: Dataset;
}

/** The options of a loop that are the same in each process that takes part in a training. */
export function loopOptionsOf({
  training,
  context: { deadlines },
  model,
  optimizer,
  augmentation,
  augmenter,
  config,
  dataset,
  log,
}: LoopParts): Omit<LoopOptions, 'signal' | 'observer' | 'ranks'> {
  return {
    program: training.program,
    model,
    optimizer,
    augment: augmentation?.batchFunction,
    augmenter,
    config,
    steering: training.settings,
    train: dataset.split('train'),
    validation: dataset.split('val'),
    log,
    stepDeadlineMs: deadlines.stepMs,
    afterFirstStep: (batch) => mustBeRestorable({ training, model, config, deadlines }, batch),
  };
}
