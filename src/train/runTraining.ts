import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { version as productVersion } from '../../package.json';
import type { TrainJob } from '../protocol/jobs/trainJob';
import type { RunConfig, RunRecord } from '../protocol/run';
import { runName, RunWriter, saveProgram } from '../runs';
import { visible } from '../words';
import type { Augmentation } from './augmentation';
import { withBuilt, type BuiltTraining } from './builtTraining';
import type { JobContext } from './context';
import { openData } from './openData';
import { loadSavedTraining, loadTraining, type LoadedTraining } from './program';
import { recordedSettings } from './recordedSettings';
import { recordingItsEnd, type Logs } from './runJob';
import { trainOn } from './trainOn';

/**
 * Trains a student's model into a new run folder. Everything is written there before it is reported.
 * A run that was stopped is no error: its record says so.
 * @throws FailureError, after the run's record has been closed with it.
 */
export async function runTraining(job: TrainJob, context: JobContext): Promise<RunRecord> {
  const { engine, worker } = context;
  const writer = await RunWriter.create(job.runDir, {
    name: runName(job.file),
    state: 'starting',
    worker,
    file: path.resolve(job.file),
    ...machineOf(engine),
  });
  return recordingItsEnd(writer, context, (logs) => begin(writer, job, context, logs));
}

/** What a run records of the machine that it is trained on. */
export const machineOf = ({
  device,
  threads,
  backend,
}: JobContext['engine']): Pick<RunRecord, 'device' | 'threads' | 'versions'> => ({
  device,
  threads,
  versions: {
    lits: productVersion,
    node: process.versions.node,
    tfjs: tf.version_core,
    backend,
  },
});

async function begin(
  writer: RunWriter,
  job: TrainJob,
  context: JobContext,
  logs: Logs,
): Promise<'done' | 'stopped'> {
  const { typings, deadlines } = context;
  const { log } = logs;
  const { codeHash, settings: given } = job;
  const { file } = writer.record;
  const training =
    codeHash === undefined
      ? await loadTraining(file, { typings, log, deadlines }, given)
      : await loadSavedTraining(writer.folder, { file, codeHash, givenSettings: given }, { log, deadlines });
  const { program, settings } = training;
  if (codeHash === undefined) await saveProgram(writer.folder, program.bundle);
  await writer.update({
    codeHash: program.bundle.hash,
    ...(given && Object.keys(given).length > 0 ? { givenSettings: given } : {}),
    ...(settings.name ? { name: visible(settings.name) } : {}),
  });
  const seed = settings.seed ?? 0;
  return withBuilt(training, context, { seed, log }, async (built) => {
    // After the model was built: one that does not fit is known in seconds, and packing a large data set takes minutes.
    const dataset = await openData(job.data, context);
    const config = configOf(job, training, built, seed);
    const { checkpointSeconds } = job;
    return trainOn({ writer, context, ...logs, training, ...built, config, dataset, checkpointSeconds });
  });
}

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
