import { describe, expect, it } from 'vitest';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { openDataset } from '../../../src/data';
import { table, writeDataset } from './fixture';

const repository = join(import.meta.dirname, '../../..');
const shared = ['..', '../..']
  .map((above) => join(repository, above, 'shared/data/real-ct'))
  .find((folder) => existsSync(folder));

/** A drawing with the format and the proportions of a CT slice, for machines without the real ones. */
const standIn = sharp(
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512">
    <rect width="512" height="512" fill="#000"/><ellipse cx="256" cy="270" rx="230" ry="170" fill="#222"/>
    <ellipse cx="170" cy="250" rx="110" ry="100" fill="#888"/><circle cx="256" cy="340" r="30" fill="#fff"/></svg>`),
)
  .flatten()
  .png()
  .toBuffer();

const slice = (name: string) => (shared === undefined ? standIn : readFile(join(shared, name)));

describe(`CT slices of 512 x 512, stored as RGB (${shared === undefined ? 'drawn stand-in' : 'real'})`, () => {
  const open = async () => {
    const pictures = {
      'train/volumes/volume-0_0.png': await slice('train-000.png'),
      'val/volumes/volume-2_0.png': await slice('val-000.png'),
    };
    const csv = {
      train: table(['volumes/volume-0_0.png,1,0']),
      val: table(['volumes/volume-2_0.png,1,0']),
    };
    return { dataset: await openDataset(await writeDataset({ pictures, csv })), pictures };
  };

  it('are what they claim to be', async () => {
    const { width, height, channels } = await sharp(await slice('train-000.png')).metadata();
    expect({ width, height, channels }).toEqual({ width: 512, height: 512, channels: 3 });
  });

  it('are packed at half size with their mean brightness kept', async () => {
    const { dataset, pictures } = await open();
    for (const [split, encoded] of [
      ['train', pictures['train/volumes/volume-0_0.png']],
      ['val', pictures['val/volumes/volume-2_0.png']],
    ] as const) {
      const pixels = await dataset.split(split).pixels(0);
      const original = await sharp(encoded).stats();
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      expect(pixels).toHaveLength(256 * 256);
      expect(Math.abs(mean - original.channels[0].mean)).toBeLessThan(0.5);
    }
  });

  it('reach the model between 0 and 1', async () => {
    const { dataset } = await open();
    for await (const { images } of dataset.split('train').batches({ batchSize: 1 })) {
      const sorted = images.slice().sort();
      expect([sorted[0], sorted[sorted.length - 1]]).toEqual([0, 1]);
    }
  });
});
