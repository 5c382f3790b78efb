import type * as tf from '@tensorflow/tfjs';
import { FailureError } from '../protocol/failure';
import type { EvaluateJob } from '../protocol/jobs/evaluationJobs';
import type { RunConfig, RunRecord } from '../protocol/run';
import { checkpointFolder, readRun } from '../runs';
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

/**
 * @param purpose what the model is wanted for, as in "evaluate"
 * @throws FailureError when the run has no such checkpoint.
 */
export async function loadRunModel(
  { runDir, checkpoint }: Pick<EvaluateJob, 'runDir' | 'checkpoint'>,
  { emit, deadlines }: Pick<JobContext, 'emit' | 'deadlines'>,
  purpose: string,
): Promise<RunModel> {
  const run = await readRun(runDir);
  const { config, dataset } = run;
  if (!config || !dataset)
    throw new FailureError({
      what: `This run never began to train, so there is nothing to ${purpose}.`,
      why: run.failure?.what,
      next: `Train again, then ${purpose} the new run.`,
    });
  const log: Log = (level, text) => emit({ type: 'log', level, text });
  const training = await loadSavedTraining(runDir, run, { log, deadlines });
  const { model } = buildTraining(training, { seed: config.seed, log, deadlines });
  const loaded = await loadCheckpoint(checkpointFolder(runDir, checkpoint), model);
  return { run: { ...run, config, dataset }, program: training.program, model, checkpoint: loaded, log };
}
