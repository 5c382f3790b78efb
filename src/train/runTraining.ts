import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { version as productVersion } from '../../package.json';
import type { TrainJob } from '../protocol/jobs/trainJob';
import type { RunConfig, RunRecord } from '../protocol/run';
import { runName, RunWriter, saveProgram } from '../runs';
import { visible } from '../words';
import { mustTrainTheSame, openTogether } from './agreement';
import type { Augmentation } from './augmentation';
import { withBuilt, type BuiltTraining } from './builtTraining';
import type { JobContext } from './context';
import { openData } from './openData';
import { loadSavedTraining, loadTraining, type LoadedTraining, type Log } from './program';
import { recordedSettings } from './recordedSettings';
import { recordingItsEnd, type Logs } from './runJob';
import { trainOn } from './trainOn';

/**
 * Trains a student's model into a new run folder. Everything is written there before it is reported.
 * A run that was stopped is no error: its record says so.
 * @throws FailureError, after the run's record has been closed with it.
 */
export async function runTraining(job: TrainJob, context: JobContext): Promise<RunRecord> {
  const { worker } = context;
  const writer = await RunWriter.create(job.runDir, {
    name: runName(job.file),
    state: 'starting',
    worker,
    file: path.resolve(job.file),
    ...machineOf(context),
  });
  return recordingItsEnd(writer, context, (logs) => begin(writer, job, context, logs));
}

/** What a run records of the machine that it is trained on. */
export const machineOf = ({
  engine: { device, threads, backend },
  place,
}: JobContext): Pick<RunRecord, 'device' | 'threads' | 'ranks' | 'versions'> => ({
  device,
  threads,
  ranks: place?.count,
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
  const { log } = logs;
  const { codeHash, settings: given } = job;
  const training = await programOf(job, context, log);
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
    const dataset = await openTogether(context, () => openData(job.data, context));
    const config = configOf(job, training, built, seed);
    await mustTrainTheSame(context, {
      codeHash: program.bundle.hash,
      config,
      fingerprint: dataset.fingerprint,
    });
    const { checkpointSeconds } = job;
    return trainOn({ writer, context, ...logs, training, ...built, config, dataset, checkpointSeconds });
  });
}

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

/** What a run records of its settings. */
export function configOf(
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
