import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';

/** What the thread that watches is told. */
export interface Watch {
  /** 1 while something that student code has left behind may keep the main thread busy. */
  leftover: Int32Array;
  /** Above 0 while the engine computes. */
  computing: Int32Array;
  /** How long that may take. */
  millis: number;
  /** A line to write before the process is ended. */
  lastWords: string;
}

/** In a thread, `process.stderr` goes by way of the main thread. */
const standardError = 2;
/** Looks so often in the time that is allowed. */
const looks = 60;

const { leftover, computing, millis, lastWords } = workerData as Watch;
let busyMillis = 0;
let lookedAt = performance.now();

setInterval(() => {
  const now = performance.now();
  // No more than twice the usual pause: a computer that was asleep has not computed.
  const passed = Math.min(now - lookedAt, (2 * millis) / looks);
  lookedAt = now;
  const isLeft = Atomics.load(leftover, 0) === 1;
  if (!isLeft) busyMillis = 0;
  else if (Atomics.load(computing, 0) === 0) busyMillis += passed;
  if (busyMillis < millis) return;
  writeSync(standardError, `${lastWords}\n`);
  process.kill(process.pid, 'SIGKILL');
}, millis / looks);
