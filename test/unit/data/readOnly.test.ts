import type * as FileSystem from 'node:fs/promises';
import { mkdir, readdir, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { openDataset } from '../../../src/data';
import { failureText, rampPng, temporaryFolder, writeDataset } from './fixture';

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof FileSystem>();
  return { ...actual, mkdir: vi.fn(actual.mkdir) };
});

/** Folders in which nothing may be made. */
const readOnly = new Set<string>();
let cache: string;

beforeEach(async () => {
  readOnly.clear();
  cache = await temporaryFolder();
  vi.stubEnv('XDG_CACHE_HOME', cache);
  vi.stubEnv('LOCALAPPDATA', cache);
  const actual = await vi.importActual<typeof FileSystem>('node:fs/promises');
  vi.mocked(mkdir).mockImplementation(async (path, ...options) => {
    if ([...readOnly].some((folder) => String(path).startsWith(join(folder, '.'))))
      throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
    return actual.mkdir(path, ...options);
  });
});

async function readOnlyDataset(): Promise<string> {
  const root = await writeDataset();
  readOnly.add(root);
  return root;
}

/** Opens a data set; says whether it had to be packed. */
async function opened(root: string) {
  const phases = new Set<string>();
  const dataset = await openDataset(root, { onProgress: ({ phase }) => phases.add(phase) });
  return { dataset, wasPacked: phases.has('packData') };
}

const packs = () => readdir(join(cache, 'lits-lab', 'packed'));

describe.runIf(process.platform === 'linux')('a data set that may only be read', () => {
  it('is packed into the cache folder, and found there again', async () => {
    const root = await readOnlyDataset();
    const first = await opened(root);
    expect(first.wasPacked).toBe(true);
    expect((await first.dataset.split('train').pixels(2))[0]).toBe(14);
    expect(await readdir(root)).not.toContain('.packed');
    const second = await opened(root);
    expect(second.wasPacked).toBe(false);
    expect(second.dataset.fingerprint).toBe(first.dataset.fingerprint);
  });

  it('is found again from another place with the same content', async () => {
    const root = await readOnlyDataset();
    await opened(root);
    const other = join(await temporaryFolder(), 'Clean_LiTS');
    await rename(root, other);
    readOnly.add(other);
    expect((await opened(other)).wasPacked).toBe(false);
  });

  it('is packed anew when it has changed: an older packing is not used', async () => {
    const root = await readOnlyDataset();
    await opened(root);
    await writeFile(join(root, 'val/volumes/volume-2_0.png'), await rampPng(99));
    const { dataset, wasPacked } = await opened(root);
    expect(wasPacked).toBe(true);
    expect((await dataset.split('val').pixels(0))[0]).toBe(99);
  });

  it('is packed anew when its packing in the cache was cut off', async () => {
    const root = await readOnlyDataset();
    await opened(root);
    const [name] = await packs();
    await writeFile(join(cache, 'lits-lab', 'packed', name, 'test.u8'), 'cut');
    expect((await opened(root)).wasPacked).toBe(true);
  });

  it('leaves no packing that was not used for a month', async () => {
    const root = await readOnlyDataset();
    await opened(root);
    const [old] = await packs();
    const past = new Date(Date.now() - 31 * 24 * 3600 * 1000);
    await utimes(join(cache, 'lits-lab', 'packed', old, 'index.json'), past, past);
    await opened(await readOnlyDataset());
    const left = await packs();
    expect(left).toHaveLength(1);
    expect(left).not.toContain(old);
  });

  it('says so when the cache folder may not be written to either', async () => {
    const root = await readOnlyDataset();
    readOnly.add(join(cache, 'lits-lab', 'packed'));
    expect(await failureText(openDataset(root))).toMatch(
      /may only be read, and it could not be packed into .*lits-lab/,
    );
  });
});

it('a data set that may be written to is packed beside its pictures', async () => {
  const root = await writeDataset();
  await opened(root);
  expect(await readdir(root)).toContain('.packed');
  expect(await readdir(join(cache, 'lits-lab'))).toEqual(['checked']);
});
