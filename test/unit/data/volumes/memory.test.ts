import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { prepareVolume } from '../../../../src/data/volumes/prepareVolume';
import { temporaryFolder } from '../fixture';
import { niftiBytes } from './niftiBytes';

/** 2 GB: 512 x 512 x 1024 voxels of eight bytes. */
const shape = [512, 512, 1024];
const float64 = 64;
const uint8 = 2;
const most = 500e6;

/** A volume of zeros that takes no space on the disk. */
async function writeSparse(file: string, type: number, bytes: number): Promise<void> {
  const header = niftiBytes({ shape: [1, 1, 1] });
  for (const [index, length] of shape.entries()) header.writeInt16LE(length, 42 + 2 * index);
  header.writeInt16LE(type, 70);
  const handle = await open(file, 'w');
  await handle.write(header, 0, 352, 0);
  await handle.truncate(352 + bytes * 512 * 512 * 1024);
  await handle.close();
}

it('prepares a volume of 2 GB in less than 500 MB of memory', async () => {
  const folder = await temporaryFolder();
  const [image, segmentation] = [join(folder, 'volume-0.nii'), join(folder, 'segmentation-0.nii')];
  await writeSparse(image, float64, 8);
  await writeSparse(segmentation, uint8, 1);
  for (const kind of ['volumes', 'segmentations']) await mkdir(join(folder, kind));
  const before = process.memoryUsage().rss;
  let peak = 0;
  const timer = setInterval(() => (peak = Math.max(peak, process.memoryUsage().rss)), 20);
  const options = { window: [-160, 240], size: 64 } as const;
  const pair = { number: 0, image, segmentation };
  const { slices } = await prepareVolume(pair, folder, options);
  clearInterval(timer);
  expect(slices).toBe(1024);
  expect(peak - before).toBeLessThan(most);
});
