import { setTimeout as wait } from 'node:timers/promises';
import { hasCode } from '../protocol/errorCode';

const firstPauseMs = 20;
const attempts = 8;

/**
 * Does something to files. On Windows, a virus scanner or an indexer may hold a file that was just written: there, a
 * refused action is tried again for about five seconds.
 */
export async function patiently<Result>(
  action: () => Promise<Result>,
  platform: NodeJS.Platform = process.platform,
): Promise<Result> {
  for (let attempt = 1; ; attempt++)
    try {
      return await action();
    } catch (error) {
      const mayPass = platform === 'win32' && hasCode(error, 'EPERM', 'EACCES', 'EBUSY');
      if (!mayPass || attempt === attempts) throw error;
      await wait(firstPauseMs * 2 ** attempt);
    }
}
