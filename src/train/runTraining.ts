import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { version as productVersion } from '../../package.json';
import type { TrainJob } from '../protocol/jobs/trainJob';
import type { RunRecord } from '../protocol/run';
import { runName, RunWriter, saveProgram } from '../runs';
import { visible } from '../words';
import type { JobContext } from './context';
import { programOf, withNewTraining } from './newTraining';
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
  const { checkpointSeconds } = job;
  return withNewTraining(job, training, { context, log }, (parts) =>
    trainOn({ writer, ...logs, ...parts, checkpointSeconds }),
  );
}
