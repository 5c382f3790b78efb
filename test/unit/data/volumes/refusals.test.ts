import { execFileSync } from 'node:child_process';
import { mkdir, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PrepareVolumesOptions } from '../../../../src/data/volumes/prepareVolumes';
import { image, shape, Volumes, type Odd } from './folder';
import { niftiBytes } from './niftiBytes';

let volumes: Volumes;
beforeEach(async () => {
  volumes = await Volumes.empty();
});

describe('a file that the system does not give is left out and told of in words, and the others are prepared:', () => {
  it.each<[string, string]>([
    ['a link that leads nowhere', 'nowhere'],
    ['a link to a folder', '.'],
    ['a link to itself', 'volume-1.nii'],
  ])('%s', async (_what, target) => {
    await volumes.writePairs(4);
    const file = join(volumes.folder, 'volume-1.nii');
    await rm(file);
    await symlink(target, file);
    const { refused, volumes: used } = await volumes.prepare({ split: '2/1/1' });
    expect(used).toBe(3);
    expect(refused.map(({ volume }) => volume)).toEqual(['volume-1']);
    expect(refused[0]?.why).toMatch(/^it cannot be read\. /);
    expect(refused[0]?.why).not.toMatch(/\bE[A-Z]{4,}/);
  });
});

it.skipIf(process.platform === 'win32')(
  'a pipe in the place of a file, which would be waited for without end, is left out, and the others are prepared',
  async () => {
    await volumes.writePairs(4);
    const file = join(volumes.folder, 'volume-1.nii');
    await rm(file);
    execFileSync('mkfifo', [file]);
    const { refused } = await volumes.prepare({ split: '2/1/1' });
    expect(refused).toEqual([
      { volume: 'volume-1', why: 'it cannot be read. There is a pipe or a device in its place, not a file.' },
    ]);
  },
);

describe('a pair that cannot be used is left out and told of, and the others are prepared:', () => {
  it.each<[string, Odd, string]>([
    ['a segmentation that is a CT', { labels: { value: image(1) } }, 'holds the value'],
    ['a label that is none', { labels: { value: () => 3 } }, 'the value 3'],
    [
      'shapes that differ',
      { labels: { shape: [16, 16, 5] } },
      '16 x 16 x 6 voxels, and its segmentation 16 x 16 x 5',
    ],
    ['a label between two', { labels: { type: 16, value: () => 1.06 } }, 'the value 1.05'],
    ['a label that is no number', { labels: { type: 16, value: () => NaN } }, 'the value NaN'],
    ['colours', { image: { type: 128 } }, 'RGB'],
    ['colours in the segmentation', { labels: { type: 2304 } }, 'RGBA'],
    ['single bits', { image: { type: 1 } }, '1 bit'],
    ['complex numbers', { image: { type: 32 } }, 'complex64'],
    ['an unknown type', { image: { type: 77 } }, '77'],
    ['voxels before the header ends', { image: { offset: 300 } }, 'cannot begin at byte 300'],
    ['voxels that begin nowhere', { image: { offset: NaN } }, 'cannot begin at byte NaN'],
    ['four dimensions', { image: { shape: [16, 16, 6, 2] } }, 'more than three dimensions'],
    ['no dimensions', { image: { dimensions: 0 } }, 'names no size'],
    ['a size below zero', { image: { shape: [16, -16, 6] } }, 'names no size'],
    ['the header of two files', { image: { magic: 'ni1' } }, '.hdr and .img'],
    ['no NIfTI', { image: { magic: 'xxx' } }, 'no NIfTI file'],
  ])('%s', async (_what, odd, reason) => {
    await volumes.writePairs(4);
    await volumes.writePair(1, odd);
    const { refused, volumes: used } = await volumes.prepare({ split: '2/1/1' });
    expect(used).toBe(3);
    expect(refused).toEqual([{ volume: 'volume-1', why: expect.stringContaining(reason) as string }]);
    expect(await volumes.record()).toMatchObject({ refused });
    const names = await readdir(join(volumes.out, 'Clean_LiTS/train/volumes'));
    expect(names.filter((name) => name.startsWith('volume-1_'))).toEqual([]);
  });

  it.each<[string, (bytes: Buffer) => Buffer, boolean, string]>([
    ['a file that was cut off', (bytes) => bytes.subarray(0, -9), false, 'cut off'],
    ['a packed file that was cut off', (bytes) => bytes.subarray(0, -40), true, 'cut off'],
    ['a header that was cut off', (bytes) => bytes.subarray(0, 100), false, 'cut off'],
    ['an empty file', () => Buffer.alloc(0), false, 'no NIfTI file'],
    ['a packed file that is damaged', (bytes) => Buffer.from(bytes).fill(7, 60, 400), true, 'damaged'],
    ['a packed file that is none', () => Buffer.from([0x1f, 0x8b, 1, 2, 3]), true, 'damaged'],
  ])('%s', async (_what, damage, isPacked, reason) => {
    await volumes.writePairs(4);
    const noise = (i: number, j: number, k: number) => (i * 7919 + j * 104729 + k * 1299709) % 400;
    await volumes.write('volume-1.nii', damage(niftiBytes({ shape, value: noise, isPacked })));
    const { refused } = await volumes.prepare({ split: '2/1/1' });
    expect(refused).toEqual([{ volume: 'volume-1', why: expect.stringContaining(reason) as string }]);
  });

  it('voxels that begin behind the end', async () => {
    await volumes.writePairs(4);
    const bytes = niftiBytes({ shape });
    bytes.writeFloatLE(1e6, 108);
    await volumes.write('volume-1.nii', bytes);
    expect((await volumes.prepare({ split: '2/1/1' })).refused[0]?.why).toContain('cut off');
  });

  it('an image or a segmentation that is missing, or there twice', async () => {
    await volumes.writePairs(6);
    await rm(join(volumes.folder, 'segmentation-1.nii'));
    await rm(join(volumes.folder, 'volume-3.nii'));
    await volumes.write('copy/volume-4.nii', niftiBytes({ shape }));
    const { refused } = await volumes.prepare();
    expect(refused.map(({ volume, why }) => `${volume}: ${why}`)).toEqual([
      'volume-1: its segmentation is missing',
      'volume-3: its image is missing',
      expect.stringMatching(/volume-4: it is there more than once: .*copy.volume-4.nii/),
    ]);
  });
});

describe('preparing is refused', () => {
  it('where other data is in its place', async () => {
    await volumes.writePairs();
    await mkdir(join(volumes.out, 'Clean_LiTS'));
    await writeFile(join(volumes.out, 'Clean_LiTS', 'mine.txt'), 'mine');
    await expect(volumes.prepare()).rejects.toThrow('already exists');
  });

  it.each<[string, Partial<PrepareVolumesOptions>, string]>([
    ['without a folder', { volumes: '/nowhere' }, 'no such folder'],
    ['with a window that is none', { window: [240, -160] }, 'window'],
    ['with a size that is none', { size: 0 }, 'pixels'],
    ['with a split that is none', { split: '101/15' }, 'no split'],
    ['with an empty split', { split: '3/0/1' }, 'no split'],
  ])('%s', async (_how, options, message) => {
    await volumes.writePairs();
    await expect(volumes.prepare(options)).rejects.toThrow(message);
    expect(await readdir(volumes.out)).toEqual([]);
  });

  it.each([
    ['0,train\n1,val\n', 'does not name the volumes 2'],
    ['0,train\n1,val\n2,val\n', 'no volume to test'],
    ['0,train\n1,val\n2,exam\n', 'split.csv:3: "exam"'],
    ['0,train\n0,val\n', 'names volume 0 twice'],
    ['0,train\nx,val\n', 'split.csv:2 is no volume'],
  ])('with a table of splits that is wrong: %j', async (text, message) => {
    await volumes.writePairs();
    const splitFile = await volumes.write('split.csv', text);
    await expect(volumes.prepare({ splitFile })).rejects.toThrow(message);
  });

  it('with a table of orientations that is wrong', async () => {
    await volumes.writePairs();
    const orientationFile = await volumes.write('orientations.csv', '0,LRS\n');
    await expect(volumes.prepare({ orientationFile })).rejects.toThrow('"LRS" is no orientation');
  });

  it('without volumes, with two, and where no volume of a split can be used', async () => {
    await expect(volumes.prepare()).rejects.toThrow('no volumes in');
    await volumes.writePairs(2);
    await expect(volumes.prepare()).rejects.toThrow('There are 2 volumes only');
    await volumes.writePair(2, { labels: { value: () => 9 } });
    await expect(volumes.prepare()).rejects.toThrow('No volume of test could be used. volume-2');
  });
});
