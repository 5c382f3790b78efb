import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { writeJsonAtomic } from '../files/atomicFile';
import { exists } from '../files/exists';
import { readJsonIfWhole } from '../files/jsonFile';
import { patiently } from '../files/patiently';
import { hasCode } from '../protocol/errorCode';
import { queueOrderSchema, queuedTrainingSchema, type QueuedTraining } from '../protocol/queue';
import { newRunId } from './ids';
import { inQueueOrder } from './queueOrder';
import { runFoldersIn } from './readRuns';
import { makeFolder, makeRunsFolder } from './runFolders';

/**
 * Inside a home: a folder for each training that waits, with its recorded program and `queued.json`, which comes last and makes it
 * count. The folder becomes that of the run by one renaming, which succeeds once: two windows never start the same training.
 */
export const queueFolder = '.lits/queue';

const entryFile = (dir: string) => join(dir, 'queued.json');
const orderFile = (home: string) => join(home, queueFolder, 'order.json');

/** A training that waits for its turn. */
export interface Queued extends QueuedTraining {
  id: string;
  /** Holds its recorded program. */
  dir: string;
  home: string;
}

/** The trainings that wait in a home, the next one first. One whose folder is not whole does not count. */
export async function readQueue(home: string): Promise<Queued[]> {
  const folder = join(home, queueFolder);
  const ids = await runFoldersIn(folder);
  const order = (await readJsonIfWhole(orderFile(home), queueOrderSchema))?.order ?? [];
  const read = await Promise.all(
    inQueueOrder(ids, order).map(async (id): Promise<Queued[]> => {
      const dir = join(folder, id);
      const training = await readJsonIfWhole(entryFile(dir), queuedTrainingSchema);
      return training ? [{ ...training, id, dir, home }] : [];
    }),
  );
  return read.flat();
}

/** Makes the folder for a training that is to wait: its program is recorded there, and then `enqueue` makes it count. */
export function makeQueuedFolder(home: string, file: string, now: Date): Promise<string> {
  return makeFolder(join(home, queueFolder), newRunId(file, now));
}

export async function enqueue(dir: string, training: Omit<QueuedTraining, 'version'>): Promise<void> {
  await writeJsonAtomic(entryFile(dir), { version: 1, ...training });
}

/** Keeps the order of the trainings that wait. @param ids the next one first */
export async function orderQueue(home: string, ids: readonly string[]): Promise<void> {
  await writeJsonAtomic(orderFile(home), { version: 1, order: ids });
}

/**
 * Makes the folder of a training that waits that of a new run, with its recorded program in it.
 * @returns that folder; undefined when another process was first, or has removed it
 */
export async function takeQueued({ dir, home, file }: Queued, now: Date): Promise<string | undefined> {
  const runs = await makeRunsFolder(home);
  const id = newRunId(file, now);
  let runDir = join(runs, id);
  for (let attempt = 2; await exists(runDir); attempt++) runDir = join(runs, `${id}-${attempt}`);
  try {
    await patiently(() => rename(dir, runDir));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  return runDir;
}

/** Lets a training wait again that was taken and could not be started. */
export async function giveBackQueued({ dir }: Queued, runDir: string): Promise<void> {
  await mkdir(dirname(dir), { recursive: true });
  await patiently(() => rename(runDir, dir));
}

export const removeQueued = ({ dir }: Pick<Queued, 'dir'>): Promise<void> =>
  patiently(() => rm(dir, { recursive: true, force: true }));
