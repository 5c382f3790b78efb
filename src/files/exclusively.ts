import { readFile, rm, writeFile } from 'node:fs/promises';
import { hasCode } from '../protocol/errorCode';
import { isProcessAlive } from './processes';

/**
 * Does something that only one process may do at a time. `lock` holds the number of that process; one that was killed no longer counts.
 * @param busy makes the error for when another process is at it
 */
export async function exclusively<Result>(
  lock: string,
  busy: (pid: number) => Error,
  action: () => Promise<Result>,
): Promise<Result> {
  await take(lock, busy);
  try {
    return await action();
  } finally {
    await rm(lock, { force: true });
  }
}

async function take(lock: string, busy: (pid: number) => Error): Promise<void> {
  for (;;)
    try {
      await writeFile(lock, String(process.pid), { flag: 'wx' });
      return;
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      const holder = await holderOf(lock);
      if (holder !== undefined && isProcessAlive(holder)) throw busy(holder);
      await rm(lock, { force: true });
    }
}

async function holderOf(lock: string): Promise<number | undefined> {
  try {
    const pid = Number(await readFile(lock, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
