import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it, vi } from 'vitest';
import { openDataset } from '../../../src/data';
import { readBatches } from '../../../src/data/batches';
import { sliceBytes } from '../../../src/data/pack';
import { PhaseClock } from '../../../src/launch';
import type { Progress } from '../../../src/protocol/events';
import { temporaryFolder, writeLargerDataset } from './fixture';

beforeEach(async () => {
  const cache = await temporaryFolder();
  for (const name of ['XDG_CACHE_HOME', 'LOCALAPPDATA']) vi.stubEnv(name, cache);
});

it('packing that is cancelled leaves nothing, and the next one packs all slices', async () => {
  const root = await writeLargerDataset();
  const cancel = new AbortController();
  const opening = openDataset(root, {
    signal: cancel.signal,
    onProgress: ({ phase }) => phase === 'packData' && cancel.abort(),
  });
  await expect(opening).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
  expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
  expect((await openDataset(root)).split('train').count).toBe(96);
});

it('packing tells so often how far it is that terminal and editor know speed and time left', async () => {
  const told: Progress[] = [];
  await openDataset(await writeLargerDataset(), { onProgress: (progress) => told.push(progress) });
  const packing = told.filter(({ phase }) => phase === 'packData');
  const clock = new PhaseClock();
  const shown = packing.map((progress, second) =>
    clock.complete({ type: 'progress', unit: 'slices', ...progress }, new Date(1000 * second)),
  );
  expect(packing.length).toBeGreaterThan(1);
  expect(shown.at(-1)).toMatchObject({ done: 102, total: 102, etaSeconds: 0 });
  expect(shown.at(-1)?.rate).toBeGreaterThan(0);
});

it('an epoch over 4000 packed slices, which are 1 GB as numbers, needs less than 250 MB of memory', async () => {
  const slices = 4000;
  const path = join(await temporaryFolder(), 'train.u8');
  const file = await open(path, 'w');
  await file.truncate(slices * sliceBytes);
  await file.close();
  const before = process.memoryUsage.rss();
  let [read, peak] = [0, 0];
  const batches = readBatches(path, new Uint8Array(slices), {
    batchSize: 16,
    shuffle: { seed: 0, epoch: 1 },
  });
  for await (const { labels } of batches) {
    read += labels.length;
    peak = Math.max(peak, process.memoryUsage.rss());
  }
  expect(read).toBe(slices);
  expect(peak - before).toBeLessThan(250e6);
});
