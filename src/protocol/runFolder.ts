import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';
import { hasCode } from './errorCode';
import { FailureError } from './failure';
import { isProcessAlive } from './processes';
import { metricLineSchema, runRecordSchema, type Failure, type MetricLine, type RunRecord } from './run';

/** Names inside a run folder. */
export const runFiles = {
  record: 'run.json',
  metrics: 'metrics.jsonl',
  log: 'log.txt',
  evaluations: 'evaluations',
  program: 'program.cjs',
  checkpoints: 'checkpoints',
} as const;

/**
 * A run's record. A run whose worker is no longer there is given back as failed, whatever its file says: the worker was
 * killed before it could write its end. The file itself is left as it is.
 * @throws FailureError when the folder holds no readable record.
 */
export async function readRun(runDir: string): Promise<RunRecord> {
  const record = await readValidated(join(runDir, runFiles.record), runRecordSchema, 'run');
  if (record.state !== 'starting' && record.state !== 'running') return record;
  if (await isWorkerAlive(record.worker)) return record;
  return { ...record, state: 'failed', worker: undefined, failure: workerGone(record) };
}

/**
 * The lines of `metrics.jsonl` so far; none when the run has not written any. Lines that are not whole, as when the
 * worker was killed while writing, are left out.
 */
export async function readMetrics(runDir: string): Promise<MetricLine[]> {
  return readLines(join(runDir, runFiles.metrics), metricLineSchema);
}

/** The lines of a JSONL file that are whole and what the schema says; none when there is no such file. */
export async function readLines<T>(file: string, schema: z.ZodType<T>): Promise<T[]> {
  const text = await readIfPresent(file);
  return (text ?? '').split('\n').flatMap((line) => {
    const parsed = schema.safeParse(parseOrUndefined(line));
    return parsed.success ? [parsed.data] : [];
  });
}

/**
 * A JSON file of a run folder.
 * @param name what it is, as in "run"
 * @throws FailureError when it is missing, or not what the schema says
 */
export async function readValidated<T>(file: string, schema: z.ZodType<T>, name: string): Promise<T> {
  const text = await readIfPresent(file);
  if (text === undefined)
    throw new FailureError({
      what: `There is no ${name} in this folder: ${file} is missing.`,
      next: 'Choose a run folder, as in .lits/runs/<time>-<name>.',
    });
  const parsed = schema.safeParse(parseOrUndefined(text));
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new FailureError({
    what: `${file} cannot be read.`,
    why: issue && `${issue.path.join('.') || 'It'}: ${issue.message}`,
    next: 'It may have been edited by hand, or come from another version. Train again for a fresh run.',
  });
}

/** A file's text; undefined when there is no such file. */
export async function readIfPresent(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A process with the recorded number, and its socket: after a restart the number alone may belong to anyone. */
async function isWorkerAlive(worker: RunRecord['worker']): Promise<boolean> {
  if (!worker || !isProcessAlive(worker.pid)) return false;
  if (process.platform === 'win32') return true;
  try {
    return (await stat(worker.socket)).isSocket();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

function workerGone(record: RunRecord): Failure {
  const { progress, best } = record;
  return {
    what: progress
      ? `The run ended unexpectedly in epoch ${progress.epoch}, after about ${progress.step} steps.`
      : 'The run ended unexpectedly before its first step.',
    why: 'Its process was killed or the computer went off; running out of memory is the usual reason.',
    next: best
      ? `The checkpoint of epoch ${best.epoch} and all metrics are kept. Train again, with a smaller batch size if memory is short.`
      : 'Train again, with a smaller batch size if memory is short.',
    problems: [],
  };
}
