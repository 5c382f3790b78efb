import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { hasCode } from '../../protocol/errorCode';
import { backendOf, type Processes } from './torchrun';

/** Where the launchers of several machines meet: that of one of them listens there until its part of the training is over. */
export interface MeetingPoint {
  host: string;
  port: number;
}

const retryMillis = 1_000;
const connectMillis = 10_000;
/** A network that is cut off is noticed about so soon. */
const keepAliveMillis = 60_000;
/** Where an address names none, as PyTorch's launcher has it. */
const usualPort = 29400;

/** Undefined for one machine, and where another program than PyTorch's launcher listens. */
export function meetingPointOf(processes: Processes): MeetingPoint | undefined {
  const { nnodes, rdzvEndpoint } = processes;
  if (nnodes === 1 || rdzvEndpoint === undefined) return undefined;
  if (!['c10d', 'static'].includes(backendOf(processes))) return undefined;
  const [, host, port] = /^\[?(.+?)\]?(?::(\d+))?$/.exec(rdzvEndpoint) ?? [];
  return host ? { host, port: port ? Number(port) : usualPort } : undefined;
}

/**
 * Resolves when nobody listens at a meeting point any more, or when it could not be reached for long. One that was never reached tells nothing.
 * @param over ends the wait
 */
export async function untilGone(point: MeetingPoint, waitMillis: number, over: AbortSignal): Promise<void> {
  let seen: number | undefined;
  while (!over.aborted) {
    const { wasReached, isRefused } = await holdLine(point, over);
    if (wasReached) seen = Date.now();
    if (seen !== undefined && (isRefused || Date.now() - seen > waitMillis)) return;
    await delay(retryMillis, undefined, { signal: over }).catch(() => undefined);
  }
}

/** Connects, and says nothing, until the connection ends. It ends also where a network forgets one that nobody uses: that alone means nothing. */
function holdLine(
  point: MeetingPoint,
  over: AbortSignal,
): Promise<{ wasReached: boolean; isRefused: boolean }> {
  return new Promise((resolve) => {
    const found = { wasReached: false, isRefused: false };
    const socket = connect({
      ...point,
      timeout: connectMillis,
      keepAlive: true,
      keepAliveInitialDelay: keepAliveMillis,
    });
    const leave = () => socket.destroy();
    over.addEventListener('abort', leave);
    socket.on('connect', () => {
      found.wasReached = true;
      socket.setTimeout(0);
    });
    socket.on('timeout', leave).on('end', leave).resume();
    socket.on('error', (error) => (found.isRefused = !found.wasReached && hasCode(error, 'ECONNREFUSED')));
    socket.on('close', () => {
      over.removeEventListener('abort', leave);
      resolve(found);
    });
  });
}
