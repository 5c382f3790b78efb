import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { exists } from '../../../src/files/exists';
import {
  enqueue,
  giveBackQueued,
  makeQueuedFolder,
  orderQueue,
  readQueue,
  takeQueued,
  type Queued,
} from '../../../src/runs';
import { temporaryFolder } from '../data/fixture';

let home: string;
beforeEach(async () => {
  home = await temporaryFolder();
});

const later = new Date(2026, 2, 1, 12);

async function queue(name: string): Promise<Queued> {
  const file = join(home, `${name}.ts`);
  const dir = await makeQueuedFolder(home, file, new Date(2026, 2, 1, 10));
  await writeFile(join(dir, 'program.cjs'), name);
  const queuedAt = '2026-03-01T10:00:00.000Z';
  await enqueue(dir, { file, codeHash: 'h', data: '/d', device: 'cpu', tensorboard: false, queuedAt });
  const found = (await readQueue(home)).find((one) => one.dir === dir);
  if (!found) throw new Error('It does not wait.');
  return found;
}

const names = async () => (await readQueue(home)).map(({ file }) => basename(file, '.ts'));

it('keeps the order over a reload', async () => {
  const [a, b] = [await queue('a'), await queue('b')];
  expect(await names()).toEqual(['a', 'b']);
  await orderQueue(home, [b.id, a.id]);
  expect(await names()).toEqual(['b', 'a']);
});

it('has one file wait more than once', async () => {
  await queue('a');
  await queue('a');
  expect(await names()).toEqual(['a', 'a']);
});

it('counts no folder that is not whole: its window was killed while it recorded the program', async () => {
  await queue('a');
  await makeQueuedFolder(home, join(home, 'b.ts'), new Date());
  expect(await names()).toEqual(['a']);
});

it('falls back to the order of time where the file of the order is damaged', async () => {
  await queue('a');
  await queue('b');
  await writeFile(join(home, '.lits/queue/order.json'), '{"version":1,"ord');
  expect(await names()).toEqual(['a', 'b']);
});

it('gives a training to one of those who want to start it at the same time', async () => {
  const queued = await queue('a');
  const taken = await Promise.all([takeQueued(queued, later), takeQueued(queued, new Date(2026, 2, 1, 13))]);
  const [runDir, ...others] = taken.filter((dir) => dir !== undefined);
  expect(others).toEqual([]);
  expect(await exists(join(runDir ?? '', 'program.cjs'))).toBe(true);
  expect(await names()).toEqual([]);
});

it('takes another name for the run where there is one with the same already', async () => {
  const queued = await queue('a');
  await mkdir(join(home, '.lits/runs/20260301-120000-a'), { recursive: true });
  expect(await takeQueued(queued, later)).toBe(join(home, '.lits/runs/20260301-120000-a-2'));
});

it('lets one wait again in its place that could not be started', async () => {
  const a = await queue('a');
  const b = await queue('b');
  const runDir = (await takeQueued(a, later)) ?? '';
  await giveBackQueued(a, runDir);
  expect((await readQueue(home)).map(({ id }) => id)).toEqual([a.id, b.id]);
});
