import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openSlices } from '../../../src/data/openSlices';
import { failureText, rampPng, table, trainRows, writeDataset } from './fixture';

const bytes = (base64: string | undefined) => Buffer.from(base64 ?? '', 'base64');

it('lists the slices of all splits, each in the order of its table, with volume, number and class', async () => {
  const columns = await openSlices(await writeDataset()).slices();
  expect(columns.counts).toEqual({ train: 6, val: 3, test: 3 });
  expect(columns.volumes).toEqual([
    { split: 'train', name: 'volume-0' },
    { split: 'train', name: 'volume-1' },
    { split: 'val', name: 'volume-2' },
    { split: 'test', name: 'volume-3' },
  ]);
  expect(columns.file.at(-1)).toBe('volumes/volume-3_2.png');
  expect(columns.volume).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
  expect(columns.slice).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
  expect(columns.label).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
});

it('puts pictures whose names tell no volume together, in a volume without a name', async () => {
  const csv = { val: table(['tumor/a.png,1,1', 'plain/b.png,0,0', 'volumes/volume-2_0.png,0,0']) };
  const columns = await openSlices(await writeDataset({ csv })).slices();
  expect(columns.volumes.filter(({ split }) => split === 'val')).toEqual([
    { split: 'val', name: undefined },
    { split: 'val', name: 'volume-2' },
  ]);
});

it('gives pictures as training has them, and nothing over them where there are no masks', async () => {
  const [picture] = await openSlices(
    await writeDataset({ pictures: { 'val/volumes/volume-2_0.png': await rampPng(9) } }),
  ).pictures([6]);
  if (!picture || 'problem' in picture) throw new Error('There is no picture.');
  expect(bytes(picture.pixels)).toEqual(Buffer.from(Uint8Array.from({ length: 256 * 256 }, (_, i) => 9 + i)));
  expect(picture).not.toHaveProperty('labels');
});

it('gives the labels of liver and lesion', async () => {
  const mask = (inside: (i: number) => boolean) =>
    sharp(
      Uint8Array.from({ length: 256 * 256 }, (_, i) => Number(inside(i))),
      {
        raw: { width: 256, height: 256, channels: 1 },
      },
    )
      .toColourspace('b-w')
      .png()
      .toBuffer();
  const root = await writeDataset({
    csv: {
      test: 'filename,liver_visible,lesion_visible,liver_segmentation,lesion_segmentation\nvolumes/volume-3_0.png,1,1,m/liver.png,m/lesion.png\n',
    },
    pictures: {
      'test/m/liver.png': await mask((i) => i < 1000),
      'test/m/lesion.png': await mask((i) => i < 10),
    },
  });
  const [picture] = await openSlices(root).pictures([9]);
  if (!picture || 'problem' in picture) throw new Error('There is no picture.');
  const labels = bytes(picture.labels);
  expect([0, 1, 2].map((label) => labels.filter((one) => one === label).length)).toEqual([64_536, 990, 10]);
});

it('gives small pictures', async () => {
  const [small] = await openSlices(await writeDataset()).thumbnails([0]);
  if (!small || 'problem' in small) throw new Error('There is no picture.');
  expect(await sharp(bytes(small.jpeg)).metadata()).toMatchObject({ format: 'jpeg', width: 64, height: 64 });
});

it('says of a picture that is damaged or missing what is wrong, and gives the others', async () => {
  const root = await writeDataset({
    pictures: { 'train/volumes/volume-0_0.png': Buffer.from('no picture') },
  });
  const open = openSlices(root);
  await open.slices();
  await rm(join(root, 'train/volumes/volume-0_1.png'));
  const pictures = await open.pictures([0, 1, 2]);
  expect(pictures).toMatchObject([
    { place: 0, problem: 'volumes/volume-0_0.png cannot be shown: it is not a picture.' },
    { place: 1, problem: 'The data set has no slice volumes/volume-0_1.png.' },
    { place: 2 },
  ]);
  expect(pictures[2]).toHaveProperty('pixels');
});

it('reads the tables again where they have changed', async () => {
  const root = await writeDataset();
  const open = openSlices(root);
  const before = await open.slices();
  expect(await open.slices()).toBe(before);
  await writeFile(join(root, 'train_classes.csv'), table(trainRows.slice(0, 2)));
  expect((await open.slices()).counts.train).toBe(2);
});

it('says what is wrong with a data set that cannot be opened, and opens it once that is mended', async () => {
  const root = await writeDataset({ csv: { val: table(['a.png,maybe,0']) } });
  const open = openSlices(root);
  expect(await failureText(open.slices())).toContain('val_classes.csv');
  await writeFile(join(root, 'val_classes.csv'), table(['volumes/volume-2_0.png,1,0']));
  expect((await open.slices()).counts.val).toBe(1);
});
