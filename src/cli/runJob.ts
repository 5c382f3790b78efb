import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { proxiesIn, startWorker, unwrittenEnd, WorkerError, type WorkerClient } from '../launch';
import { messageOf } from '../protocol/failure';
import type { JobKind, JobOf, ResultOf } from '../protocol/jobs';
import { closeRun, findRunLog, isResumable, runLog } from '../runs';
import { t } from '../words';
import type { Io } from './io';
import type { View } from './view/view';

/**
 * Has a worker process do a job, shows its events, and stops it on Ctrl+C: politely first, at once the second time.
 * @param runDir of a job that makes a run: takes the log, and says that the run has ended when the worker was killed.
 * @throws WorkerError when the job fails or is stopped.
 */
export async function runJob<Kind extends JobKind>(
  kind: Kind,
  job: JobOf<Kind>,
  io: Io,
  view: View,
  runDir?: string,
): Promise<ResultOf<Kind>> {
  const logDir = runDir ?? (await mkdtemp(join(tmpdir(), 'lits-log-')));
  const logFile = runLog(logDir);
  const env = kind === 'download' ? proxiesIn(io.environment) : {};
  const node = { path: process.execPath, env, version: process.versions.node };
  const client = await startWorker({ workerPath: io.workerPath, node, logFile, cwd: io.cwd });
  try {
    const result = await throughClient(client, kind, job, io, view);
    if (!runDir) await rm(logDir, { recursive: true, force: true });
    return result;
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    if (runDir) await closeKilledRun(runDir, error, view);
    throw withLog(error, runDir ? await findRunLog(runDir) : logFile, logFile);
  }
}

/** Has a worker that is there do a job. @throws WorkerError as `runJob` */
export async function throughClient<Kind extends JobKind>(
  client: WorkerClient,
  kind: Kind,
  job: JobOf<Kind>,
  io: Io,
  view: View,
): Promise<ResultOf<Kind>> {
  let interrupts = 0;
  const interrupt = io.onInterrupt(() => {
    interrupts += 1;
    view.note(
      interrupts === 1 ? t('Stopping after this step. Ctrl+C again ends it at once.') : t('Ended at once.'),
    );
    if (interrupts === 1) void client.cancel();
    else client.kill();
  });
  const events = client.onEvent((event) => view.event(event));
  try {
    return await client.start(kind, job);
  } finally {
    events.dispose();
    interrupt.dispose();
    client.dispose();
  }
}

/** Names the log where the failure does not already name the lines to mend, or where the run that was told of is gone. */
function withLog(error: WorkerError, logFile: string, told: string): WorkerError {
  const { failure, kind } = error;
  if (kind === 'stopped' || (failure.problems.length > 0 && logFile === told)) return error;
  const next = [failure.next, t('The log: {0}', logFile)].filter(Boolean).join('\n');
  return new WorkerError(kind, { ...failure, next }, { cause: error });
}

export const resumeText = (run: string): string => t('Go on with it by: lits runs resume {0}', run);

/** A worker that was killed could not write that its run has ended. Also says how to go on with the run. */
export async function closeKilledRun(runDir: string, error: WorkerError, view: View): Promise<void> {
  const state = unwrittenEnd(error.kind);
  try {
    if (state) await closeRun(runDir, { state, failure: error.failure });
    if (await isResumable(runDir)) view.note(resumeText(basename(runDir)));
  } catch (second) {
    // How the work ended matters more.
    view.note(t("The run's end could not be written: {0}", messageOf(second)));
  }
}
