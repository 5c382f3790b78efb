import { deviceName } from '../../protocol/devices';
import type { ResumeJob } from '../../protocol/jobs/trainJob';
import type { RunRecord } from '../../protocol/run';
import { cutMetrics, readMetrics, RunWriter } from '../../runs';
import { t } from '../../words';
import type { JobContext } from '../context';
import { recordingItsEnd, type Logs } from '../runJob';
import { machineOf } from '../runTraining';
import { trainOn } from '../trainOn';
import { readPoint, type KeptPoint } from './point';
import { nothingToResume, withRestoredTraining } from './restoredTraining';

/**
 * Goes on with a run that was stopped or killed, from where it last kept itself, with the program that it began with. On the same
 * device with as many threads it ends as if it had never been interrupted, bit for bit.
 * @throws FailureError when it cannot go on, and then the run stays as it was; as `runTraining` once it trains
 */
export async function resumeTraining(job: ResumeJob, context: JobContext): Promise<RunRecord> {
  const writer = await RunWriter.takeOver(job.runDir, context.worker);
  const before = writer.record;
  let isTraining = false;
  return recordingItsEnd(
    writer,
    context,
    (logs) => goOn(writer, job, context, logs, () => (isTraining = true)),
    () => (isTraining ? undefined : { state: before.state, failure: before.failure }),
  );
}

async function goOn(
  writer: RunWriter,
  job: ResumeJob,
  context: JobContext,
  logs: Logs,
  onTraining: () => void,
): Promise<'done' | 'stopped'> {
  const { folder, record } = writer;
  const point = await readPoint(folder);
  if (record.state === 'done') throw nothingToResume(record);
  const { log } = logs;
  return withRestoredTraining({ runDir: folder, record, point }, { context, log }, async (parts, from) => {
    onTraining();
    await cutMetrics(folder, point.metricsBytes);
    const { lines } = await readMetrics(folder);
    const validations = lines.filter(({ kind }) => kind === 'epoch').length;
    await writer.update(resumed(record, point, context));
    tellWhere(record, point, context, logs);
    return trainOn({
      writer,
      ...logs,
      ...parts,
      checkpointSeconds: job.checkpointSeconds,
      from: { point: from, validations },
    });
  });
}

function resumed(
  record: RunRecord,
  { state: { step, epoch }, best }: KeptPoint,
  context: JobContext,
): Partial<RunRecord> {
  return {
    state: 'starting',
    worker: context.worker,
    failure: undefined,
    best,
    resumed: [...(record.resumed ?? []), { at: new Date().toISOString(), step, epoch }],
    ...machineOf(context),
  };
}

function tellWhere(
  { device, threads, ranks = 1 }: RunRecord,
  { state: { step, epoch } }: KeptPoint,
  { engine, place }: JobContext,
  { log }: Logs,
): void {
  log('info', t('Resumed after step {0}, in epoch {1}.', step, epoch));
  const { count = 1 } = place ?? {};
  if (ranks !== count)
    log(
      'warning',
      t(
        'It was trained by {0} processes, and goes on with {1}: its numbers will not be the very same.',
        ranks,
        count,
      ),
    );
  if (device === engine.device && threads === engine.threads) return;
  log(
    'warning',
    t(
      'It began on {0} with {1} threads, and goes on on {2} with {3}: its numbers will not be the very same.',
      deviceNameOf(device),
      threads ?? '?',
      deviceNameOf(engine.device),
      engine.threads,
    ),
  );
}

const deviceNameOf = (device: string | undefined): string =>
  device === undefined ? '?' : deviceName(device);
