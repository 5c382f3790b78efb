import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { hasCode } from '../protocol/errorCode';
import { readEvaluations } from '../protocol/evaluations';
import { readMetrics, readRun } from '../protocol/runFolder';
import { FailureError } from '../protocol/failure';
import type { RecordedRun } from './subject';

/** Older runs are of no interest to a check. */
const mostRuns = 100;

/** The runs in a folder such as `.lits/runs`, the latest first. Those that cannot be read are left out. */
export async function readRuns(folder: string): Promise<Omit<RecordedRun, 'isCurrent'>[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  });
  const latest = names.sort().reverse().slice(0, mostRuns);
  const runs = await Promise.all(latest.map((name) => readOne(path.join(folder, name))));
  return runs.flatMap((run) => run ?? []);
}

async function readOne(runDir: string): Promise<Omit<RecordedRun, 'isCurrent'> | undefined> {
  try {
    const [record, metrics, evaluations] = await Promise.all([
      readRun(runDir),
      readMetrics(runDir),
      readEvaluations(runDir),
    ]);
    return { record, metrics, evaluations };
  } catch (error) {
    if (error instanceof FailureError) return undefined;
    throw error;
  }
}
