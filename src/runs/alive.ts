import { connect } from 'node:net';
import { hasCode } from '../protocol/errorCode';
import { isProcessAlive } from '../files/processes';
import type { RunRecord } from '../protocol/run';

/** A worker that does not answer for so long is busy, but there. */
const answerMillis = 1000;

/**
 * Whether the worker that a record names is there: a process with its number, and somebody who listens at its socket. After a
 * restart the number alone may belong to any process.
 */
export async function isWorkerAlive(worker: RunRecord['worker']): Promise<boolean> {
  return worker !== undefined && isProcessAlive(worker.pid) && (await doesListen(worker.socket));
}

function doesListen(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    const settle = (listens: boolean) => {
      socket.destroy();
      resolve(listens);
    };
    socket.setTimeout(answerMillis, () => settle(true));
    socket.once('connect', () => settle(true));
    // A socket that may not be used belongs to someone, who is there.
    socket.once('error', (error) => settle(hasCode(error, 'EACCES', 'EPERM')));
  });
}
