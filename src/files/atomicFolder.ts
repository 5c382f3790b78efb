import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { hasCode } from '../protocol/errorCode';
import { isProcessAlive } from './processes';
import { patiently } from './patiently';

/**
 * Writes a folder so that it appears complete or not at all. `fill` gets an empty folder beside it. When `fill`
 * succeeds, this folder takes the place of `folder`; when it throws, `folder` stays as it was.
 */
export async function writeFolderAtomic(
  folder: string,
  fill: (part: string) => Promise<void>,
): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await removeLeftovers(folder, 'part');
  const part = siblingOf(folder, 'part');
  try {
    await mkdir(part);
    await fill(part);
    await replace(folder, part);
  } finally {
    await rm(part, { recursive: true, force: true });
  }
  await removeLeftovers(folder, 'old');
}

/** Puts a folder, on the same disk, in the place of another one, which stays as it was where that fails. */
export async function moveFolderAtomic(from: string, folder: string): Promise<void> {
  await mkdir(dirname(folder), { recursive: true });
  await replace(folder, from);
  await removeLeftovers(folder, 'old');
}

async function replace(folder: string, part: string): Promise<void> {
  const old = siblingOf(folder, 'old');
  const replaces = await moveAside(folder, old);
  try {
    await patiently(() => rename(part, folder));
  } catch (error) {
    if (replaces) await patiently(() => rename(old, folder));
    throw error;
  }
  await rm(old, { recursive: true, force: true });
}

async function moveAside(folder: string, aside: string): Promise<boolean> {
  try {
    await patiently(() => rename(folder, aside));
    return true;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** `part`: being filled. `old`: what was there before, until the new folder is in its place. */
type Purpose = 'part' | 'old';

const prefixOf = (folder: string, purpose: Purpose) => `.${basename(folder)}.${purpose}-`;

function siblingOf(folder: string, purpose: Purpose): string {
  return join(dirname(folder), `${prefixOf(folder, purpose)}${process.pid}-${randomUUID()}`);
}

/** Removes what processes left that were killed while they wrote `folder`. */
async function removeLeftovers(folder: string, purpose: Purpose): Promise<void> {
  const prefix = prefixOf(folder, purpose);
  for (const name of await readdir(dirname(folder)))
    if (name.startsWith(prefix) && !isProcessAlive(Number(name.slice(prefix.length).split('-')[0])))
      await rm(join(dirname(folder), name), { recursive: true, force: true });
}
