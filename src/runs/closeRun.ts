import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeJsonAtomic } from '../files/atomicFile';
import { isActive, type Failure, type RunRecord } from '../protocol/run';
import { runFiles } from './layout';
import { readRecord } from './record';
import { setAsideUnbegun } from './setAside';

/**
 * Says better why a run has failed than the process could that kept it: another one has told it. A run that is not there, or has ended
 * otherwise, is left as it is.
 * @param told what that process has said
 */
export async function explainEnd(runDir: string, told: Failure, failure: Failure): Promise<void> {
  const record = await readRecord(runDir);
  if (record?.state !== 'failed' || record.failure?.what !== told.what) return;
  const explained: RunRecord = { ...record, failure, updatedAt: new Date().toISOString() };
  await writeJsonAtomic(join(runDir, runFiles.record), explained);
}

/**
 * Writes into `run.json` that a run has ended, where its worker was killed and could not do so itself. A run that already says that
 * it has ended is left as it is. There is nothing to close where the worker was killed before it wrote a record.
 * @throws FailureError when the record cannot be read; a file system error when it cannot be written.
 */
export async function closeRun(
  runDir: string,
  end: { state: 'stopped' | 'interrupted'; failure?: Failure },
): Promise<void> {
  const record = await readRecord(runDir);
  if (!record || !isActive(record.state)) return;
  await rm(join(runDir, runFiles.reserve), { force: true });
  const closed: RunRecord = { ...record, ...end, worker: undefined, updatedAt: new Date().toISOString() };
  await writeJsonAtomic(join(runDir, runFiles.record), closed);
  if (end.state === 'interrupted') await setAsideUnbegun(runDir);
}
