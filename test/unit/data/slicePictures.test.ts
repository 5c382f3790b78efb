import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, it } from 'vitest';
import { readSlicePictures } from '../../../src/data';
import { rampPng, writeDataset } from './fixture';

const side = 256;
/** A mask that is 1 in a square, from `from` to `to` in both directions. */
const square = (from: number, to: number) =>
  sharp(
    Uint8Array.from({ length: side * side }, (_, index) =>
      [index % side, Math.floor(index / side)].every((place) => place >= from && place < to) ? 1 : 0,
    ),
    { raw: { width: side, height: side, channels: 1 } },
  )
    .toColourspace('b-w')
    .png()
    .toBuffer();

const csv = [
  'filename,liver_visible,lesion_visible,liver_segmentation,lesion_segmentation',
  'volumes/volume-3_0.png,1,1,masks/liver.png,masks/lesion.png',
  'volumes/volume-3_1.png,0,0,,',
].join('\n');

let root: string;
beforeEach(async () => {
  root = await writeDataset({
    csv: { test: csv },
    pictures: {
      'test/volumes/volume-3_1.png': await rampPng(5),
      'test/masks/liver.png': await square(50, 100),
      'test/masks/lesion.png': await square(60, 80),
    },
  });
});

const read = (...files: string[]) => readSlicePictures(root, 'test', files);

it('gives each slice as it is stored, in the order asked for', async () => {
  const pictures = await read('volumes/volume-3_1.png', 'volumes/volume-3_0.png');
  expect(pictures.map(({ file }) => file)).toEqual(['volumes/volume-3_1.png', 'volumes/volume-3_0.png']);
  const stored = await sharp(join(root, 'test/volumes/volume-3_1.png')).raw().toBuffer();
  expect(await sharp(pictures[0]?.image).raw().toBuffer()).toEqual(stored);
});

it('outlines the liver, and the lesion with gaps', async () => {
  const [picture] = await read('volumes/volume-3_0.png');
  const pixels = await sharp(picture?.outlines).raw().toBuffer();
  const drawn = (x: number, y: number) => (pixels[(y * side + x) * 4 + 3] ?? 0) > 0;
  const edge = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, step) => drawn(from + step, from));
  expect(edge(50, 100).every(Boolean)).toBe(true);
  expect(new Set(edge(60, 80))).toEqual(new Set([true, false]));
  expect([drawn(49, 50), drawn(55, 55), drawn(70, 70)]).toEqual([false, false, false]);
});

it('has no outlines where there are no masks', async () => {
  const [picture] = await read('volumes/volume-3_1.png');
  expect(picture?.outlines).toBeUndefined();
});

it('says which slice is missing', async () => {
  await expect(read('volumes/none.png')).rejects.toThrow(/no slice volumes\/none/);
});

it('reads nothing outside the folder of the split', async () => {
  await expect(read('../test_classes.csv')).rejects.toThrow(/no slice/);
});
