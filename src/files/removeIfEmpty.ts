import { rmdir } from 'node:fs/promises';
import { hasCode } from '../protocol/errorCode';

/** Removes a folder unless something is in it; one that is not there is fine. */
export async function removeIfEmpty(folder: string): Promise<void> {
  try {
    await rmdir(folder);
  } catch (error) {
    if (!hasCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOENT', 'ENOTDIR')) throw error;
  }
}
