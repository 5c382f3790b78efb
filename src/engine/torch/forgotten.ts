import { readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

/** Younger files stay: in a folder that is shared with other machines, or containers, a process may live that is not known here. */
const forgottenMillis = 24 * 3600_000;

/**
 * Removes what killed processes have left in a folder, where files keep their names while they are in use (Windows).
 * @param pidOf the process that a file belongs to; undefined where it is none of ours
 */
export function removeForgotten(folder: string, pidOf: (name: string) => number | undefined): void {
  for (const name of readdirSync(folder)) {
    const pid = pidOf(name);
    if (pid === undefined || isAlive(pid)) continue;
    const file = path.join(folder, name);
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs;
    if (changed !== undefined && Date.now() - changed > forgottenMillis) removeOwn(file);
  }
}

/** Removes a file, unless it is another user's, or in use. */
function removeOwn(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch (error) {
    if (!isRefusal(error)) throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return isRefusal(error);
  }
}

const isRefusal = (error: unknown): boolean =>
  ['EPERM', 'EACCES', 'EBUSY'].includes((error as NodeJS.ErrnoException).code ?? '');
