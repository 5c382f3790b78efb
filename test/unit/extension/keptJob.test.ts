import { beforeEach, expect, it } from 'vitest';
import { keeping, takeKeptJob } from '../../../src/extension/data/keptJob';

const job = {
  kind: 'volumes',
  source: '/ct',
  place: { out: '/w', folder: '/w', isElsewhere: false },
} as const;
const worker = { pid: 7, socket: '/tmp/s' };

const kept = new Map<string, unknown>();
const memory = {
  keys: () => [...kept.keys()],
  get: (key: string) => kept.get(key),
  update: (key: string, value: unknown) => {
    if (value === undefined) kept.delete(key);
    else kept.set(key, value);
    return Promise.resolve();
  },
};

/** A job in a window that is left: it never ends for it. */
const leave = (hasStarted: boolean) =>
  new Promise<void>((left) => {
    void keeping(memory, job, async (onStart) => {
      if (hasStarted) await onStart(worker);
      left();
      return new Promise(() => undefined);
    });
  });

beforeEach(() => kept.clear());

it('is there for the next window, with its process', async () => {
  await leave(true);
  expect(await takeKeptJob(memory)).toEqual({ ...job, worker });
});

it('is there for the next window when its process had not started yet', async () => {
  await leave(false);
  expect(await takeKeptJob(memory)).toEqual(job);
});

it('is taken once', async () => {
  await leave(true);
  await takeKeptJob(memory);
  expect(await takeKeptJob(memory)).toBeUndefined();
});

it.each([
  ['has ended', () => Promise.resolve()],
  ['has failed', () => Promise.reject(new Error('full'))],
])('is forgotten once it %s', async (_, run) => {
  await keeping(memory, job, async (onStart) => {
    await onStart(worker);
    await run();
  }).catch(() => undefined);
  expect(await takeKeptJob(memory)).toBeUndefined();
});

it('of another version of the extension is not taken', async () => {
  await leave(true);
  for (const key of kept.keys()) kept.set(key, { kind: 'upload' });
  expect(await takeKeptJob(memory)).toBeUndefined();
});
