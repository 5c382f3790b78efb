import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../protocol/errorCode';
import type { Evaluation } from '../protocol/evaluation';
import { FailureError } from '../protocol/failure';
import type { MetricLine, RunRecord } from '../protocol/run';
import { lostFiles, lostLines } from './damage';
import { readEvaluations } from './evaluations';
import { runFiles } from './layout';
import { readMetrics } from './metrics';
import { findRun } from './record';

/** Everything that a run folder tells of a run. */
export interface RunContents {
  record: RunRecord;
  metrics: readonly MetricLine[];
  /** The latest of each split and checkpoint, the newest first. */
  evaluations: readonly Evaluation[];
}

/** Older runs are of no interest to a check. */
const mostRuns = 100;

/**
 * The runs in a folder such as `.lits/runs`, the latest first.
 * @param names of their folders; all, unless they are given
 * @returns with them, in words, what could not be read
 */
export async function readRuns(
  folder: string,
  names?: readonly string[],
): Promise<{ runs: RunContents[]; lost: string[] }> {
  const latest = [...(names ?? (await runFoldersIn(folder)))].sort().reverse().slice(0, mostRuns);
  const read = await Promise.all(latest.map((name) => readOne(folder, name)));
  return { runs: read.flatMap(({ run }) => run ?? []), lost: read.flatMap(({ lost }) => lost) };
}

/** Names of the folders in a folder of runs; none when there is no such folder. */
export async function runFoldersIn(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isFile()).map(({ name }) => name);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return [];
    throw error;
  }
}

async function readOne(folder: string, name: string): Promise<{ run?: RunContents; lost: string[] }> {
  const runDir = join(folder, name);
  try {
    const record = await findRun(runDir);
    if (!record) return { lost: [] };
    const [metrics, evaluations] = await Promise.all([readMetrics(runDir), readEvaluations(runDir)]);
    const lost = [...lostLines(metrics.damaged, runFiles.metrics), ...lostFiles(evaluations.damaged)];
    return {
      run: { record, metrics: metrics.lines, evaluations: evaluations.evaluations },
      lost: lost.map((text) => `${name}: ${text}`),
    };
  } catch (error) {
    if (!(error instanceof FailureError)) throw error;
    return { lost: [error.message] };
  }
}
