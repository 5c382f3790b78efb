import type * as tf from '@tensorflow/tfjs';
import { FailureError } from '../protocol/failure';
import type { EvaluateJob } from '../protocol/jobs/evaluationJobs';
import type { RunConfig, RunRecord } from '../protocol/run';
import { checkpointFolder, readRun } from '../runs';
import { t } from '../words';
import { loadCheckpoint, type LoadedCheckpoint } from './checkpoint';
import type { JobContext } from './context';
import { buildTraining, loadSavedTraining, type Log, type Program } from './program';

/** The model of a run, as its program builds it, with the weights of a checkpoint. */
export interface RunModel {
  run: RunRecord & { config: RunConfig; dataset: NonNullable<RunRecord['dataset']> };
  program: Program;
  model: tf.LayersModel;
  checkpoint: LoadedCheckpoint;
  log: Log;
}

/** What is said of a run without a model, by what the model was wanted for. */
const untrained = {
  evaluate: () => ({
    what: t('This run never began to train, so there is nothing to evaluate.'),
    next: t('Train again, then evaluate the new run.'),
  }),
  explain: () => ({
    what: t('This run never began to train, so there is nothing to explain.'),
    next: t('Train again, then explain the new run.'),
  }),
  export: () => ({
    what: t('This run never began to train, so there is nothing to export.'),
    next: t('Train again, then export the new run.'),
  }),
};

/**
 * @param purpose what the model is wanted for
 * @throws FailureError when the run has no such checkpoint.
 */
export async function loadRunModel(
  { runDir, checkpoint }: Pick<EvaluateJob, 'runDir' | 'checkpoint'>,
  { emit, deadlines }: Pick<JobContext, 'emit' | 'deadlines'>,
  purpose: keyof typeof untrained,
): Promise<RunModel> {
  const run = await readRun(runDir);
  const { config, dataset } = run;
  if (!config || !dataset)
    throw new FailureError({
      ...untrained[purpose](),
      why: run.failure?.what,
    });
  const log: Log = (level, text) => emit({ type: 'log', level, text });
  const training = await loadSavedTraining(runDir, run, { log, deadlines });
  const { model } = buildTraining(training, { seed: config.seed, log, deadlines });
  const loaded = await loadCheckpoint(checkpointFolder(runDir, checkpoint), model);
  return { run: { ...run, config, dataset }, program: training.program, model, checkpoint: loaded, log };
}
