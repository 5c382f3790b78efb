import { mkdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists } from '../files/exists';
import { patiently } from '../files/patiently';
import { hasCode } from '../protocol/errorCode';
import { FailureError } from '../protocol/failure';
import { isActive } from '../protocol/run';
import { t } from '../words';
import { runFoldersIn } from './readRuns';
import { findRun } from './record';

/** Beside the folder of runs: those that were deleted and can be put back. Each is named by when that was, in milliseconds, and its id. */
const deletedFolder = '.lits/deleted';

/** Another window may still offer to put a run back that was deleted less than this ago. */
const keptMillis = 24 * 60 * 60 * 1000;

/** A run that was taken out of the folder of runs, and where it is until it is forgotten. */
export interface TakenRun {
  runDir: string;
  place: string;
}

/**
 * Takes a run out of its home's folder of runs, in one step: every reader sees all of it or nothing.
 * @throws FailureError when it is still training, or a file of it is in use
 */
export async function takeAway(runDir: string, now = Date.now()): Promise<TakenRun> {
  await mustHaveEnded(runDir);
  const place = join(runDir, '../../..', deletedFolder, `${now}-${basename(runDir)}`);
  await move(runDir, place);
  return { runDir, place };
}

/** Puts a run back that was taken away. @throws FailureError when it is gone for good, or another run has its place */
export async function putBack({ runDir, place }: TakenRun): Promise<void> {
  const name = basename(runDir);
  if (!(await exists(place)))
    throw new FailureError({
      what: t('The run {0} cannot be put back.', name),
      why: t('It was deleted for good in the meantime, or put back already.'),
    });
  if (await exists(runDir))
    throw new FailureError({
      what: t('The run {0} cannot be put back.', name),
      why: t('There is another run in its place: {0}.', runDir),
      next: t('Move that one away, then move {0} there.', place),
    });
  await move(place, runDir);
}

/** Deletes for good what was taken away. */
export const forgetDeleted = ({ place }: Pick<TakenRun, 'place'>): Promise<void> =>
  patiently(() => rm(place, { recursive: true, force: true }));

/** Deletes a run for good. @throws FailureError when it is still training */
export async function removeRun(runDir: string): Promise<void> {
  await mustHaveEnded(runDir);
  await forgetDeleted({ place: runDir });
}

/** Deletes for good what nobody can be about to put back any more: no window that offered it needs to be open still. */
export async function removeOldDeleted(home: string, now = Date.now()): Promise<void> {
  const folder = join(home, deletedFolder);
  for (const name of await runFoldersIn(folder))
    if (Number.parseInt(name, 10) < now - keptMillis) await forgetDeleted({ place: join(folder, name) });
}

async function mustHaveEnded(runDir: string): Promise<void> {
  const record = await findRun(runDir);
  if (record && isActive(record.state))
    throw new FailureError({
      what: t('The run {0} is still training.', record.id),
      next: t('Stop it first.'),
    });
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  try {
    await patiently(() => rename(from, to));
  } catch (error) {
    if (!hasCode(error, 'EPERM', 'EACCES', 'EBUSY')) throw error;
    throw new FailureError(
      {
        what: t('The folder of the run could not be moved: {0}.', from),
        why: t('A program has one of its files open, or you may not write there.'),
        next: t('Close what shows its files, then try again.'),
      },
      error,
    );
  }
}
