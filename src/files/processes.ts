import { hasCode } from '../protocol/errorCode';

/** Whether a process with this number runs, of any user. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but belongs to someone else.
    return hasCode(error, 'EPERM');
  }
}
