import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeRun, startWorker, WorkerError } from '../launch';
import type { Job, JobResult } from '../protocol/jobs';
import { runFiles } from '../protocol/runFolder';
import type { Io } from './io';
import { texts } from './texts';
import type { View } from './view/view';

type ResultOf<J extends Job> = Extract<JobResult, { kind: J['kind'] }>;

/**
 * Has a worker process do a job, shows its events, and stops it on Ctrl+C: politely first, at once the second time.
 * @throws WorkerError when the job fails or is stopped.
 */
export async function runJob<J extends Job>(job: J, io: Io, view: View): Promise<ResultOf<J>> {
  const runDir = job.kind === 'train' ? job.runDir : undefined;
  const logDir = runDir ?? (await mkdtemp(join(tmpdir(), 'lits-log-')));
  const logFile = join(logDir, runFiles.log);
  const node = { path: process.execPath, env: {}, version: process.versions.node };
  const client = await startWorker({ workerPath: io.workerPath, node, logFile, cwd: io.cwd });
  let interrupts = 0;
  const interrupt = io.onInterrupt(() => {
    interrupts += 1;
    view.note(interrupts === 1 ? texts.stopping : texts.killing);
    if (interrupts === 1) void client.cancel();
    else client.kill();
  });
  const events = client.onEvent((event) => view.event(event));
  try {
    const result = resultFor(job, await client.start(job));
    if (!runDir) await rm(logDir, { recursive: true, force: true });
    return result;
  } catch (error) {
    if (!(error instanceof WorkerError)) throw error;
    if (runDir) await closeKilledRun(runDir, error);
    throw withLog(error, logFile);
  } finally {
    events.dispose();
    interrupt.dispose();
    client.dispose();
  }
}

function resultFor<J extends Job>(job: J, result: JobResult): ResultOf<J> {
  if (isOfKind(job, result)) return result;
  throw new WorkerError('protocol', {
    what: `The worker answered a ${job.kind} job with the result of a ${result.kind} job.`,
    problems: [],
  });
}

function isOfKind<J extends Job>(job: J, result: JobResult): result is ResultOf<J> {
  return result.kind === job.kind;
}

/** Names the log where the failure does not already name the lines to mend. */
function withLog(error: WorkerError, logFile: string): WorkerError {
  const { failure, kind } = error;
  if (failure.problems.length || kind === 'stopped') return error;
  const next = [failure.next, texts.log(logFile)].filter(Boolean).join('\n');
  return new WorkerError(kind, { ...failure, next }, { cause: error });
}

/** A worker that was killed could not write that its run has ended. */
async function closeKilledRun(runDir: string, error: WorkerError): Promise<void> {
  if (error.kind !== 'died' && error.kind !== 'force-stopped') return;
  if (!existsSync(join(runDir, runFiles.record))) return;
  await closeRun(runDir, {
    state: error.kind === 'died' ? 'failed' : 'stopped',
    failure: error.failure,
  });
}
