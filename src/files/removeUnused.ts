import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

/** What was not used for so long is removed. */
const unusedMillis = 30 * 24 * 3600 * 1000;

/**
 * Removes what can be made anew and was not used for a month from a folder.
 * @param markOf the file whose time tells when something was used last; without it, nothing is removed
 */
export async function removeUnused(
  folder: string,
  markOf: (path: string) => string = (path) => path,
): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(markOf(path)).catch(() => ({ mtimeMs: Infinity }));
    if (Date.now() - mtimeMs > unusedMillis) await rm(path, { recursive: true, force: true });
  }
}
