import { spawnSync } from 'node:child_process';
import { hasCode } from '../protocol/errorCode';

/** Ends a worker and everything it started, at once. A process that is already gone is no error. */
export function killProcessGroup(pid: number): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/pid', String(pid), '/T', '/F'], { windowsHide: true });
    return;
  }
  // A worker leads its own group; one that was started otherwise (a debugger) does not.
  if (!sendKill(-pid)) sendKill(pid);
}

function sendKill(target: number): boolean {
  try {
    process.kill(target, 'SIGKILL');
    return true;
  } catch (error) {
    if (hasCode(error, 'ESRCH')) return false;
    throw error;
  }
}
