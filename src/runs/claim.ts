import { rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { parseJson, readIfPresent } from '../files/jsonFile';
import { hasCode } from '../protocol/errorCode';
import { FailureError } from '../protocol/failure';
import type { RunRecord } from '../protocol/run';
import { t } from '../words';
import { isWorkerAlive } from './alive';

const workerSchema = z.object({ pid: z.int().positive(), socket: z.string() });
type Worker = z.infer<typeof workerSchema>;

/** A file is written right after it is made. One that has stayed empty was left by a process that was killed in between. */
const writtenWithinMillis = 10_000;

/**
 * Has one process at most go on with a run: each try is a file that only one process can make. One that is left by a process that is
 * gone is passed over.
 * @returns gives the run back
 * @throws FailureError when another process has the run
 */
export async function claim(runDir: string, worker: Worker): Promise<() => Promise<void>> {
  for (let attempt = 1; ; attempt++) {
    const file = join(runDir, `.resume-${attempt}`);
    try {
      await writeFile(file, JSON.stringify(worker), { flag: 'wx' });
      return () => rm(file, { force: true });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
    if (await isHeld(file)) throw heldByAnother();
  }
}

async function isHeld(file: string): Promise<boolean> {
  const bytes = await readIfPresent(file);
  if (bytes === undefined) return true; // It was there a moment ago: its holder is just giving it back.
  const holder = parseJson(bytes.toString(), workerSchema);
  if (holder.state === 'whole') return isWorkerAlive(holder.value);
  return Date.now() - (await stat(file)).mtimeMs < writtenWithinMillis;
}

const heldByAnother = () =>
  new FailureError({
    what: t('This run is resumed already, by another window or terminal.'),
    next: t('Look at it there, or stop it there first.'),
  });

export const isTrained = ({ name }: RunRecord) =>
  new FailureError({
    what: t('"{0}" is still training.', name),
    next: t('Stop it first; then it can be resumed.'),
  });
