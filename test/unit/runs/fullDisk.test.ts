import { existsSync } from 'node:fs';
import type * as fileSystem from 'node:fs/promises';
import { mkdir, readdir, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { closeRun, readRun, RunWriter } from '../../../src/runs';
import { failureFrom, temporaryFolder } from '../train/student';

/** A disk on which nothing more can be written as long as this file is there. */
const disk = vi.hoisted(() => ({ fullWhile: '' }));

const noSpace = () => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const isFull = () => disk.fullWhile !== '' && existsSync(disk.fullWhile);

vi.mock('write-file-atomic', async (original) => {
  const { default: write } = await original<{ default: (...args: unknown[]) => Promise<void> }>();
  return {
    default: (...args: unknown[]) => (isFull() ? Promise.reject(noSpace()) : write(...args)),
  };
});
vi.mock('node:fs/promises', async (original) => {
  const fs = await original<typeof fileSystem>();
  const writeFile: typeof fs.writeFile = async (file, ...rest) => {
    if (!isFull()) return fs.writeFile(file, ...rest);
    await fs.writeFile(file, '');
    throw noSpace();
  };
  return { ...fs, writeFile };
});

const record = { name: 'run', state: 'running' as const, file: '/train.ts', versions: {} };

async function newFolder() {
  disk.fullWhile = '';
  return path.join(await temporaryFolder(), 'run');
}

describe('on a full disk', () => {
  it('a run writes how it has ended, with the space that it has kept', async () => {
    const folder = await newFolder();
    const writer = await RunWriter.create(folder, record);
    disk.fullWhile = path.join(folder, '.reserve');
    await expect(writer.update({ parameters: 1 })).rejects.toMatchObject({ code: 'ENOSPC' });
    await writer.end({ state: 'failed', failure: { what: 'The disk is full.', problems: [] } });
    expect(await readRun(folder)).toMatchObject({ state: 'failed', failure: { what: 'The disk is full.' } });
  });

  it('no run is begun, and nothing torn is left of it', async () => {
    const folder = await newFolder();
    await mkdir(folder);
    disk.fullWhile = folder;
    const { why } = await failureFrom(() => RunWriter.create(folder, record));
    expect(why).toBe('The disk is full.');
    expect(await readdir(folder)).toEqual([]);
  });

  it.runIf(existsSync('/dev/full'))('a line that cannot be added is an error', async () => {
    const folder = await newFolder();
    const writer = await RunWriter.create(folder, record);
    await symlink('/dev/full', path.join(folder, 'metrics.jsonl'));
    const { why } = await failureFrom(() =>
      writer.appendMetric({ kind: 'step', step: 1, epoch: 1, loss: 1, accuracy: 0, seconds: 0 }),
    );
    expect(why).toBe('The disk is full.');
  });
});

describe('the space that a run keeps for its end', () => {
  it('is given back when the run ends', async () => {
    const folder = await newFolder();
    const writer = await RunWriter.create(folder, record);
    expect((await readFile(path.join(folder, '.reserve'))).length).toBeGreaterThan(100_000);
    await writer.end({ state: 'done' });
    expect(await readdir(folder)).toEqual(['run.json']);
  });

  it('is given back when a killed run is closed', async () => {
    const folder = await newFolder();
    await RunWriter.create(folder, record);
    await closeRun(folder, { state: 'interrupted' });
    expect(await readdir(folder)).toEqual(['run.json']);
  });
});
