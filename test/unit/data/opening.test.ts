import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openDataset, type Dataset } from '../../../src/data';
import {
  changeInPlace,
  failureText,
  largerFile,
  rampPng,
  seen,
  table,
  temporaryFolder,
  unseen,
  writeLargerDataset,
} from './fixture';

let cache: string;
beforeEach(async () => {
  cache = await temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('LOCALAPPDATA', cache);
});

async function packedDataset(): Promise<string> {
  const root = await writeLargerDataset();
  await openDataset(root);
  return root;
}

/** Opens a data set; says which phases of work that took. */
async function opened(root: string): Promise<{ dataset: Dataset; phases: string[] }> {
  const phases = new Set<string>();
  const dataset = await openDataset(root, { onProgress: ({ phase }) => phases.add(phase) });
  return { dataset, phases: [...phases] };
}

describe('opening a packed data set again', () => {
  it('is done at a glance, and every picture is looked at afterwards', async () => {
    const root = await packedDataset();
    const { dataset, phases } = await opened(root);
    expect(phases).toEqual([]);
    await expect(dataset.unchanged).resolves.toBeUndefined();
    expect(dataset.split('train').entry(unseen).file).toBe(largerFile(unseen));
  });

  it('tells afterwards of a picture that was changed in its place, and packs again the next time', async () => {
    const root = await packedDataset();
    await changeInPlace(root, unseen);
    const first = await opened(root);
    expect(first.phases).toEqual([]);
    expect(await failureText(first.dataset.unchanged)).toContain('were changed after they had been packed');
    const second = await opened(root);
    expect(second.phases).toEqual(['readData', 'packData']);
    expect((await second.dataset.split('train').pixels(unseen))[0]).toBe(99);
    expect((await opened(root)).phases).toEqual([]);
  });

  it('tells afterwards of a picture whose time alone has changed', async () => {
    const root = await packedDataset();
    await utimes(join(root, 'train', largerFile(unseen)), 1, 1);
    await expect((await opened(root)).dataset.unchanged).rejects.toThrow('were changed');
  });

  it.each([
    ['a picture that the glance sees was changed', (root: string) => changeInPlace(root, seen)],
    [
      'another file took the place of a picture',
      async (root: string) => {
        await writeFile(join(root, 'new.png'), await rampPng(99));
        await rename(join(root, 'new.png'), join(root, 'train', largerFile(unseen)));
      },
    ],
    [
      'a label was changed',
      (root: string) => writeFile(join(root, 'val_classes.csv'), table(['volumes/volume-2_0.png,1,1'])),
    ],
  ])('packs at once where %s', async (_, work) => {
    const root = await packedDataset();
    await work(root);
    expect((await opened(root)).phases).toEqual(['readData', 'packData']);
  });

  it('says at once that a picture is missing', async () => {
    const root = await packedDataset();
    await rm(join(root, 'train', largerFile(unseen)));
    expect(await failureText(openDataset(root))).toContain(`train/${largerFile(unseen)} not found`);
  });

  it.each([
    ['was moved', async (root: string) => (await rename(root, `${root}-moved`), `${root}-moved`)],
    [
      'has another file beside its pictures',
      async (root: string) => (await writeFile(join(root, 'train/volumes/Thumbs.db'), ''), root),
    ],
    [
      'was opened by somebody whose cache is empty',
      async (root: string) => (await rm(join(cache, 'lits-lab'), { recursive: true }), root),
    ],
    [
      'has a damaged record of its last check',
      async (root: string) => {
        const folder = join(cache, 'lits-lab', 'checked');
        for (const name of await readdir(folder)) await writeFile(join(folder, name), '{"version":1,');
        return root;
      },
    ],
  ])('looks at all pictures, but packs nothing, where it %s', async (_, work) => {
    const root = await work(await packedDataset());
    expect((await opened(root)).phases).toEqual(['readData']);
    expect((await opened(root)).phases).toEqual([]);
  });

  it('looks at all pictures each time where nothing can be kept in the cache folder', async () => {
    await mkdir(join(cache, 'lits-lab'), { recursive: true });
    await writeFile(join(cache, 'lits-lab', 'checked'), 'in the way');
    const root = await packedDataset();
    expect((await opened(root)).phases).toEqual(['readData']);
  });

  it('packs again where the packing is gone or cut off', async () => {
    const root = await packedDataset();
    await rm(join(root, '.packed/val.u8'));
    expect((await opened(root)).phases).toContain('packData');
    await writeFile(join(root, '.packed/val.u8'), 'cut');
    expect((await opened(root)).phases).toContain('packData');
    expect((await stat(join(root, '.packed/val.u8'))).size).toBe(3 * 65536);
  });
});
