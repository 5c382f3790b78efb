import { Worker } from 'node:worker_threads';
import { computing } from '../engine';
import { lastWords } from '../protocol/lastWords';
import { leftover } from '../train';
import { t } from '../words';
import type { Watch } from './watchdogThread';

/** How long something that student code has left behind may keep this thread from all else, in milliseconds. */
const usualMillis = 60_000;

let isWatching = false;

/**
 * Ends this process when student code goes on without end after its call has returned, as an async function in a loop does. Nothing
 * in this thread could stop it, not even a timer. The last line that the process writes tells why.
 * @param program file of the thread that watches
 */
export function watchLeftovers(program: string, millis = usualMillis): void {
  if (isWatching) return;
  isWatching = true;
  const watch: Watch = {
    leftover,
    computing,
    millis,
    lastWords: lastWords({
      what: t(
        'Your code was stopped: it still worked {0} seconds after its function had returned.',
        millis / 1000,
      ),
      why: t(
        'An async function, or a chain of promises, goes on without an end, as in: for (;;) await null. Meanwhile nothing else can run.',
      ),
      next: t(
        'Look for async functions and then(…). Whatever your model, a layer or augment has to do must be done when its function returns.',
      ),
      problems: [],
    }),
  };
  const thread = new Worker(program, { workerData: watch });
  thread.on('error', (error) => process.stderr.write(`${String(error)}\n`));
  thread.unref();
}
