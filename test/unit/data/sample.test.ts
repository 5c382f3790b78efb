import { beforeAll, describe, expect, it, vi } from 'vitest';
import type * as FileSystem from 'node:fs/promises';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { openDataset, prepareSample } from '../../../src/data';
import { numberAccuracy } from '../../sample/numberAccuracy';
import { failureText, temporaryFolder } from './fixture';

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof FileSystem>();
  return { ...actual, writeFile: vi.fn(actual.writeFile) };
});

const small = { patients: 3, slices: 4, seed: 7 };
const splits = ['train', 'val', 'test'] as const;

async function rowsOf(data: string, split: string): Promise<Record<string, string>[]> {
  return parse(await readFile(join(data, `${split}_classes.csv`), 'utf8'), { columns: true });
}

const hidden = async (folder: string) => (await readdir(folder)).filter((name) => name.startsWith('.'));

describe('the sample data set', () => {
  let data: string;
  beforeAll(async () => {
    const out = await mkdtemp(join(tmpdir(), 'lits-sample-'));
    ({ data } = await prepareSample({ ...small, out }));
    return () => rm(out, { recursive: true });
  });

  it('has the course’s columns, and pictures and masks of 256 x 256 where they say', async () => {
    const [row] = await rowsOf(data, 'train');
    expect(row).toEqual({
      filename: 'volumes/volume-0_0.png',
      liver_visible: '0',
      lesion_visible: '0',
      liver_segmentation: 'segmentations/segmentation-0_livermask_0.png',
      lesion_segmentation: 'segmentations/segmentation-0_lesionmask_0.png',
    });
    for (const file of [row.filename, row.liver_segmentation, row.lesion_segmentation])
      expect(await sharp(join(data, 'train', file)).metadata()).toMatchObject({
        format: 'png',
        width: 256,
        height: 256,
        channels: 1,
        depth: 'uchar',
      });
  });

  it('has masks of 0 and 1 that agree with the table', async () => {
    for (const split of splits)
      for (const row of await rowsOf(data, split))
        for (const organ of ['liver', 'lesion']) {
          const mask = await sharp(join(data, split, row[`${organ}_segmentation`]))
            .raw()
            .toBuffer();
          expect(mask.reduce((max, value) => Math.max(max, value), 0)).toBe(Number(row[`${organ}_visible`]));
        }
  });

  it.each([1, 2])('has every class in every split, however small (seed %d)', async (seed) => {
    const { data, slices } = await prepareSample({ ...small, seed, out: await temporaryFolder() });
    const dataset = await openDataset(data);
    for (const name of splits) {
      expect(new Set(dataset.split(name).labels)).toEqual(new Set([0, 1, 2]));
      expect(dataset.split(name).count).toBe(slices[name]);
    }
  });

  it('splits by patient, about 70, 15 and 15 percent', async () => {
    const { data } = await prepareSample({ patients: 7, slices: 4, seed: 1, out: await temporaryFolder() });
    const dataset = await openDataset(data);
    expect(splits.map((name) => dataset.split(name).volumes)).toEqual([5, 1, 1]);
  });

  it('is the same for the same seed, and another for another', async () => {
    const fingerprint = async (seed: number) => {
      const { data } = await prepareSample({ ...small, seed, out: await temporaryFolder() });
      return (await openDataset(data)).fingerprint;
    };
    const first = (await openDataset(data)).fingerprint;
    expect(await fingerprint(small.seed)).toBe(first);
    expect(await fingerprint(small.seed + 1)).not.toBe(first);
  });
});

it('does not betray by the number of a slice what it shows', async () => {
  const { data } = await prepareSample({ patients: 30, slices: 12, seed: 1, out: await temporaryFolder() });
  const rows = (await Promise.all(splits.map((split) => rowsOf(data, split)))).flat();
  const slices = rows.map(({ filename, liver_visible, lesion_visible }) => ({
    number: Number(/_(\d+)\.png$/.exec(filename)?.[1]),
    label: Number(liver_visible) + Number(lesion_visible),
  }));
  // It is asked what it knows: more than it would have right of other slices, for which docs/sample.md has the figure.
  expect(numberAccuracy(slices, slices)).toBeLessThan(0.7);
});

describe('preparing the sample data set', () => {
  it('reports progress slice by slice', async () => {
    const seen: string[] = [];
    await prepareSample({
      ...small,
      out: await temporaryFolder(),
      onProgress: ({ done, total }) => seen.push(`${done}/${total}`),
    });
    expect(seen).toEqual(Array.from({ length: 12 }, (_, i) => `${i + 1}/12`));
  });

  it('keeps a whole sample that was made the same way', async () => {
    const out = await temporaryFolder();
    const { data } = await prepareSample({ ...small, out });
    const { mtimeMs } = await stat(join(data, 'sample.json'));
    const again = await prepareSample({ ...small, out });
    expect((await stat(join(again.data, 'sample.json'))).mtimeMs).toBe(mtimeMs);
    expect(again.slices).toEqual({ train: 4, val: 4, test: 4 });
  });

  it('repairs a sample that lacks a picture', async () => {
    const out = await temporaryFolder();
    const { data } = await prepareSample({ ...small, out });
    await rm(join(data, 'val/volumes/volume-1_2.png'));
    await prepareSample({ ...small, out });
    expect((await openDataset(data)).split('val').count).toBe(4);
  });

  it('replaces a sample that was made another way', async () => {
    const out = await temporaryFolder();
    await prepareSample({ ...small, out });
    const { data } = await prepareSample({ ...small, slices: 5, out });
    expect((await openDataset(data)).split('val').count).toBe(5);
  });

  it('refuses to replace data that it did not make', async () => {
    const out = await temporaryFolder();
    const own = join(out, 'Clean_LiTS/train_classes.csv');
    await mkdir(dirname(own));
    await writeFile(own, 'mine');
    expect(await failureText(prepareSample({ ...small, out }))).toContain('something else than a sample');
    expect(await readFile(own, 'utf8')).toBe('mine');
  });

  it('leaves nothing behind when cancelled', async () => {
    const out = await temporaryFolder();
    const cancel = new AbortController();
    const preparing = prepareSample({
      ...small,
      out,
      signal: cancel.signal,
      onProgress: () => cancel.abort(),
    });
    await expect(preparing).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect(await readdir(out)).toEqual([]);
  });

  it('says that the disk is full, and keeps the sample of before', async () => {
    const out = await temporaryFolder();
    const { data } = await prepareSample({ ...small, out });
    vi.mocked(writeFile).mockRejectedValueOnce(
      Object.assign(new Error('ENOSPC: no space left'), { code: 'ENOSPC' }),
    );
    expect(await failureText(prepareSample({ ...small, slices: 5, out }))).toContain('The disk is full');
    expect((await openDataset(data)).split('val').count).toBe(4);
    expect(await hidden(out)).toEqual([]);
  });

  it.each([
    { patients: 2, slices: 4 },
    { patients: 3, slices: 3 },
  ])('refuses $patients patients with $slices slices', async (sizes) => {
    await expect(prepareSample({ ...small, ...sizes, out: await temporaryFolder() })).rejects.toThrow(
      'at least 3',
    );
  });
});
