import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exclusively } from '../../../src/files/exclusively';
import { temporaryFolder } from '../temporaryFolder';

const busy = (pid: number) => new Error(`busy: ${pid}`);

it('lets one do the work at a time, and the next one afterwards', async () => {
  const folder = await temporaryFolder();
  const lock = join(folder, 'lock');
  const work = (action: () => Promise<unknown>) => exclusively(lock, busy, action);
  await work(() => expect(work(() => Promise.resolve())).rejects.toThrow(`busy: ${process.pid}`));
  expect(await work(() => Promise.resolve('done'))).toBe('done');
  expect(await readdir(folder)).toEqual([]);
});

it.each(['4194303', 'nonsense', ''])('does not wait for a process that was killed: %s', async (pid) => {
  const lock = join(await temporaryFolder(), 'lock');
  await writeFile(lock, pid);
  expect(await exclusively(lock, busy, () => Promise.resolve('done'))).toBe('done');
});

it('is free again after an error', async () => {
  const lock = join(await temporaryFolder(), 'lock');
  await expect(exclusively(lock, busy, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await exclusively(lock, busy, () => Promise.resolve('done'))).toBe('done');
});
