import { setTimeout as delay } from 'node:timers/promises';
import { runInScope } from '../../../../src/train/program/scope';
import { watchLeftovers } from '../../../../src/worker/watchdog';

// Started with: the thread's program, the milliseconds that are allowed, and the name of a deed.

const [, , thread, millis, deed] = process.argv;

const deeds: Record<string, () => unknown> = {
  loopOfAwait: async () => {
    for (;;) await Promise.resolve();
  },
  loopAfterAwait: async () => {
    await Promise.resolve();
    for (;;);
  },
  chainOfPromises: () => {
    const next = (): Promise<unknown> => Promise.resolve().then(next);
    return next();
  },
  nothing: () => 1,
  awaitOnce: async () => {
    await Promise.resolve();
  },
  neverResolved: () => new Promise(() => undefined),
};

async function main(): Promise<void> {
  watchLeftovers(thread, Number(millis));
  for (let round = 0; round < 3; round++) {
    const scope = { log: () => undefined, random: Math.random, task: 'testing', deadlineMs: 60_000 };
    runInScope(scope, () => void deeds[deed]());
    await delay(Number(millis));
  }
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(String(error));
    process.exit(1);
  },
);
