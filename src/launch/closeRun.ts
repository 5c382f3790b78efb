import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { runFiles } from '../protocol/runFolder';
import { runRecordSchema, type Failure, type RunRecord } from '../protocol/run';

/**
 * Writes into `run.json` that a run has ended, where its worker was killed and could not do so itself. A run that already says that
 * it has ended is left as it is.
 * @throws ZodError when the file is not a run record; a file system error when it cannot be read or written.
 */
export async function closeRun(
  runDir: string,
  end: { state: 'stopped' | 'failed'; failure?: Failure },
): Promise<RunRecord> {
  const file = join(runDir, runFiles.record);
  const record = runRecordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  if (record.state !== 'starting' && record.state !== 'running') return record;
  const closed: RunRecord = { ...record, ...end, worker: undefined, updatedAt: new Date().toISOString() };
  await writeFileAtomic(file, `${JSON.stringify(closed, null, 2)}\n`);
  return closed;
}
