import { spawn, type ChildProcess } from 'node:child_process';
import { mkdir, open } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { t } from '../words';
import { workerEnvironment } from './environment';
import type { Ending } from './death';
import type { NodeRuntime } from './findNode';
import { logTail } from './logTail';
import { killProcessGroup } from './processGroup';
import { newSocketPath } from './socketPath';
import { WorkerClient } from './workerClient';
import { WorkerError } from './workerError';

const retryMillis = 25;
/** How long the system may take to tell of a process's end after its socket has closed. */
const exitNoticeMillis = 2_000;

export interface StartWorkerOptions {
  /** The worker's program, `dist/worker.cjs`. */
  workerPath: string;
  node: NodeRuntime;
  /** Takes the worker's output; made with its folder when missing, appended to otherwise. */
  logFile: string;
  cwd: string;
  /** Time for the worker to become reachable. */
  startMillis?: number;
}

/**
 * Starts a worker in its own process group, so that it outlives this process, and connects to it.
 * @throws WorkerError `not-started` with the end of the log.
 */
export async function startWorker(options: StartWorkerOptions): Promise<WorkerClient> {
  const { workerPath, node, logFile, cwd, startMillis = 30_000 } = options;
  const socket = await newSocketPath();
  const child = await spawnDetached(node.path, [workerPath, '--socket', socket], {
    logFile,
    cwd,
    env: node.env,
  });
  const exit = exitOf(child);
  const { pid } = child;
  const stream = pid === undefined ? undefined : await connectWhenReady(socket, child, startMillis);
  if (pid === undefined || !stream) {
    const ending = await Promise.race([exit, delay(0, undefined)]);
    if (pid !== undefined) killProcessGroup(pid);
    throw new WorkerError('not-started', {
      what: ending
        ? t('The process for the work could not start ({0}).', ending.words)
        : t('The process for the work did not become reachable within {0} seconds.', startMillis / 1000),
      why: (await logTail(logFile)) || undefined,
      next: t('It was started with {0} (Node.js {1}); its log is {2}.', node.path, node.version, logFile),
      problems: [],
    });
  }
  return new WorkerClient(stream, { pid, socket, logFile, ending: () => within(exitNoticeMillis, exit) });
}

/**
 * Connects to a worker that another client has started, as after a reload of the window.
 * @param worker as a run's `run.json` records it.
 * @throws WorkerError `unreachable` when nobody listens there (any more).
 */
export async function attachWorker(worker: {
  pid: number;
  socket: string;
  logFile?: string;
}): Promise<WorkerClient> {
  const stream = await tryConnect(worker.socket);
  if (stream) return new WorkerClient(stream, worker);
  throw new WorkerError('unreachable', {
    what: t('The process that did this work is no longer there.'),
    next: t('What the run had saved is still there; start it again to go on.'),
    problems: [],
  });
}

export async function spawnDetached(
  program: string,
  args: readonly string[],
  { logFile, cwd, env }: { logFile: string; cwd: string; env: Readonly<Record<string, string>> },
): Promise<ChildProcess> {
  await mkdir(dirname(logFile), { recursive: true });
  const log = await open(logFile, 'a');
  try {
    const child = spawn(program, args, {
      cwd,
      env: workerEnvironment(process.env, env),
      detached: true,
      windowsHide: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** What `promise` resolves with, or undefined when it takes longer. Keeps this process alive until then: a child that was let go does not. */
export async function within<T>(millis: number, promise: Promise<T>): Promise<T | undefined> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise, delay(millis, undefined, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}

/** Resolves with how the process ended. */
export function exitOf(child: ChildProcess): Promise<Ending> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ words: error.message }));
    child.once('exit', (code, signal) =>
      resolve(
        signal
          ? { words: t('killed by {0}', signal), signal }
          : { words: t('exit code {0}', String(code)), code: code ?? undefined },
      ),
    );
  });
}

async function connectWhenReady(
  socket: string,
  child: ChildProcess,
  millis: number,
): Promise<Socket | undefined> {
  const deadline = Date.now() + millis;
  while (Date.now() < deadline && child.exitCode === null && child.signalCode === null) {
    const stream = await tryConnect(socket);
    if (stream) return stream;
    await delay(retryMillis);
  }
  return undefined;
}

export function tryConnect(socket: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const stream = connect(socket);
    stream.once('connect', () => resolve(stream));
    stream.once('error', () => resolve(undefined));
  });
}
