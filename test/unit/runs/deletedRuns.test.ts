import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { exists } from '../../../src/files/exists';
import {
  forgetDeleted,
  putBack,
  readRun,
  removeOldDeleted,
  runFoldersIn,
  RunWriter,
  takeAway,
} from '../../../src/runs';
import { temporaryFolder } from '../data/fixture';

const hour = 60 * 60 * 1000;

let home: string;
let runDir: string;
beforeEach(async () => {
  home = await temporaryFolder();
  runDir = join(home, '.lits/runs/20260301-101500-cnn');
  const writer = await RunWriter.create(runDir, {
    name: 'cnn',
    state: 'starting',
    file: '/f.ts',
    versions: {},
  });
  await writer.end({ state: 'stopped' });
});

it('takes a run out of the folder of runs, and puts it back as it was', async () => {
  const taken = await takeAway(runDir);
  expect(await runFoldersIn(join(home, '.lits/runs'))).toEqual([]);
  await putBack(taken);
  expect((await readRun(runDir)).name).toBe('cnn');
});

it('does not take away a run that is still training', async () => {
  const socket = join(home, 's');
  const { createServer } = await import('node:net');
  const worker = createServer().listen(socket);
  const running = join(home, '.lits/runs/20260301-101600-cnn');
  await RunWriter.create(running, {
    name: 'cnn',
    state: 'running',
    file: '/f.ts',
    versions: {},
    worker: { pid: process.pid, socket },
  });
  await expect(takeAway(running)).rejects.toThrow('still training');
  expect(await exists(running)).toBe(true);
  worker.close();
});

it('says that a run is gone for good', async () => {
  const taken = await takeAway(runDir);
  await forgetDeleted(taken);
  await expect(putBack(taken)).rejects.toThrow('deleted for good');
});

it('does not put a run back over another one', async () => {
  const taken = await takeAway(runDir);
  await mkdir(runDir);
  await expect(putBack(taken)).rejects.toThrow('another run in its place');
  expect(await exists(taken.place)).toBe(true);
});

it('forgets only what was deleted more than a day ago: another window may still offer to undo it', async () => {
  const { place } = await takeAway(runDir, 1000 * hour);
  await removeOldDeleted(home, 1023 * hour);
  expect(await exists(place)).toBe(true);
  await removeOldDeleted(home, 1025 * hour);
  expect(await readdir(join(home, '.lits/deleted'))).toEqual([]);
});
