import { join } from 'node:path';
import { FailureError } from '../protocol/failure';
import { isActive, runRecordSchema, type Failure, type RunRecord } from '../protocol/run';
import { t } from '../words';
import { isWorkerAlive } from './alive';
import { readJsonFile } from '../files/jsonFile';
import { runFiles } from './layout';
import { isResumable } from './resumable';

/**
 * A run's record. A run whose worker is gone and could not write how it ended is `interrupted`, whatever its file says. The file
 * itself is left as it is.
 * @throws FailureError when the folder holds no record that can be read.
 */
export async function readRun(runDir: string): Promise<RunRecord> {
  const record = await findRun(runDir);
  if (record) return record;
  throw new FailureError({
    what: t('There is no run in this folder: {0} is missing.', join(runDir, runFiles.record)),
    next: t('Choose a run folder, as in .lits/runs/<time>-<name>.'),
  });
}

/**
 * A run's record as `readRun` gives it; undefined when the folder holds none.
 * @throws FailureError when it is there but cannot be read.
 */
export async function findRun(runDir: string): Promise<RunRecord | undefined> {
  const record = await readRecord(runDir);
  if (!record || !isActive(record.state) || (await isWorkerAlive(record.worker))) return record;
  // Its worker may have ended as it should since the file was read.
  const last = await readRecord(runDir);
  if (!last || !isActive(last.state)) return last;
  return {
    ...last,
    state: 'interrupted',
    worker: undefined,
    failure: interruption(last, await isResumable(runDir)),
  };
}

/**
 * A run's record as its file has it; undefined when there is no such file.
 * @throws FailureError when it cannot be read.
 */
export async function readRecord(runDir: string): Promise<RunRecord | undefined> {
  const file = join(runDir, runFiles.record);
  const read = await readJsonFile(file, runRecordSchema);
  if (read.state === 'whole') return read.value;
  if (read.state === 'missing') return undefined;
  throw new FailureError({
    what: t('{0} cannot be read.', file),
    why: read.why,
    next: t('It may have been edited by hand, or come from another version. Train again for a fresh run.'),
  });
}

function interruption({ progress, best }: RunRecord, mayGoOn: boolean): Failure {
  return {
    what: progress
      ? t('The run ended unexpectedly in epoch {0}, after about {1} steps.', progress.epoch, progress.step)
      : t('The run ended unexpectedly before its first step.'),
    why: t('Its process was killed, or the computer went off, before it could write its end.'),
    next: [
      ...(best ? [t('The checkpoint of epoch {0} and all metrics are kept.', best.epoch)] : []),
      mayGoOn
        ? t('Resume it (lits runs resume), or train again with a smaller batch size if memory is short.')
        : t('Train again, with a smaller batch size if memory is short.'),
    ].join(' '),
    problems: [],
  };
}
