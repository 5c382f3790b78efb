import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { writeFolderAtomic } from '../../../src/files/atomicFolder';
import { temporaryFolder } from '../temporaryFolder';

/** Larger than the number that any system gives to a process. */
const deadProcess = 999_999_999;

let parent: string;
let folder: string;
beforeEach(async () => {
  parent = await temporaryFolder();
  folder = join(parent, 'data');
});

const fill = (text: string) => (part: string) => writeFile(join(part, 'file.txt'), text);

describe('a folder written atomically', () => {
  it('takes the place of the one before, and leaves nothing beside it', async () => {
    await mkdir(folder);
    await writeFile(join(folder, 'old.txt'), 'old');
    await writeFolderAtomic(folder, fill('new'));
    expect(await readdir(folder)).toEqual(['file.txt']);
    expect(await readdir(parent)).toEqual(['data']);
  });

  it('is made in folders that are not there yet', async () => {
    await writeFolderAtomic(join(parent, 'a', 'b'), fill('new'));
    expect(await readFile(join(parent, 'a', 'b', 'file.txt'), 'utf8')).toBe('new');
  });

  it('is not seen while it is filled', async () => {
    await writeFolderAtomic(folder, async (part) => {
      await fill('new')(part);
      expect(await readdir(parent)).not.toContain('data');
    });
  });

  it('stays as it was when filling fails', async () => {
    await writeFolderAtomic(folder, fill('old'));
    const failing = writeFolderAtomic(folder, async (part) => {
      await fill('new')(part);
      throw new Error('cut');
    });
    await expect(failing).rejects.toThrow('cut');
    expect(await readFile(join(folder, 'file.txt'), 'utf8')).toBe('old');
    expect(await readdir(parent)).toEqual(['data']);
  });

  it.each(['part', 'old'])('clears away the %s that a killed process left', async (purpose) => {
    await mkdir(join(parent, `.data.${purpose}-${deadProcess}-x`));
    await writeFolderAtomic(folder, fill('new'));
    expect(await readdir(parent)).toEqual(['data']);
  });

  it('leaves alone what another process is writing', async () => {
    const other = `.data.part-${process.ppid}-x`;
    await mkdir(join(parent, other));
    await writeFolderAtomic(folder, fill('new'));
    expect((await readdir(parent)).sort()).toEqual([other, 'data']);
  });

  it('keeps what a killed process had put aside until a new folder is in its place', async () => {
    const aside = `.data.old-${deadProcess}-x`;
    await mkdir(join(parent, aside));
    const failing = writeFolderAtomic(folder, () => Promise.reject(new Error('cut')));
    await expect(failing).rejects.toThrow('cut');
    expect(await readdir(parent)).toEqual([aside]);
  });
});
