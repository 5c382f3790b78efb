import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isProcessAlive } from '../protocol/processes';
import { DatasetError, isMissing } from './failure';

const gigabytes = (bytes: number) => `${(bytes / 1e9).toFixed(2)} GB`;

/** Throws DatasetError when the disk of `dir` has less than `bytes` left. */
export async function requireSpace(dir: string, bytes: number, what: string): Promise<void> {
  const { bavail, bsize, blocks } = await statfs(dir);
  // Some network file systems report no size at all.
  if (blocks > 0 && bavail * bsize < bytes)
    throw new DatasetError({
      what,
      why: `It needs ${gigabytes(bytes)}, and the disk of ${dir} has ${gigabytes(bavail * bsize)} left.`,
      next: 'Free some space, or move the data set to another disk, then try again.',
    });
}

/** Removes what killed processes left of earlier attempts to write `folder`. */
async function removeLeftovers(folder: string): Promise<void> {
  const prefix = `.${basename(folder)}.part-`;
  for (const name of await readdir(dirname(folder)))
    if (name.startsWith(prefix) && !isProcessAlive(Number(name.slice(prefix.length).split('-')[0])))
      await rm(join(dirname(folder), name), { recursive: true, force: true });
}

async function moveAside(folder: string, aside: string): Promise<boolean> {
  try {
    await rename(folder, aside);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/**
 * Writes a folder so that it appears complete or not at all: `fill` gets an empty sibling folder, which takes the
 * place of `folder` when `fill` succeeds and is removed when it throws. An existing `folder` is replaced.
 */
export async function writeFolder(folder: string, fill: (part: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await removeLeftovers(folder);
  const sibling = () => join(dirname(folder), `.${basename(folder)}.part-${process.pid}-${randomUUID()}`);
  const part = sibling();
  const old = sibling();
  try {
    await mkdir(part);
    await fill(part);
    const replaces = await moveAside(folder, old);
    try {
      await rename(part, folder);
    } catch (error) {
      if (replaces) await rename(old, folder);
      throw error;
    }
  } finally {
    await rm(part, { recursive: true, force: true });
    await rm(old, { recursive: true, force: true });
  }
}
