import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import {
  Compose,
  RandomCrop,
  RandomErasing,
  RandomHorizontalFlip,
  Resize,
  type Transform,
} from '../../../src/augment';
import type { Split } from '../../../src/data';
import { countLostLesions } from '../../../src/train/augmentation';
import { temporaryFolder } from './student';
import { patienceMillis } from '../../patience.mjs';

const side = 256;

/** A split of four slices with a small lesion in the middle of the liver; the last row has no mask. */
async function lesions(
  columns = ',liver_segmentation,lesion_segmentation',
): Promise<{ root: string; split: Split }> {
  const root = await temporaryFolder();
  await mkdir(path.join(root, 'train'));
  const disc = (radius: number) =>
    Uint8Array.from({ length: side ** 2 }, (_, i) =>
      Number(Math.hypot((i % side) - 128, Math.floor(i / side) - 128) < radius),
    );
  for (const [name, radius] of [
    ['liver.png', 50],
    ['lesion.png', 5],
  ] as const) {
    const image = sharp(disc(radius), { raw: { width: side, height: side, channels: 1 } });
    await image
      .toColourspace('b-w')
      .png()
      .toFile(path.join(root, 'train', name));
  }
  const files = [0, 1, 2, 3].map((i) => `volume-0_${i}.png`);
  const rows = files.map((file, i) => `${file},1,1${columns && (i < 3 ? ',liver.png,lesion.png' : ',,')}`);
  await writeFile(
    path.join(root, 'train_classes.csv'),
    [`filename,liver_visible,lesion_visible${columns}`, ...rows].join('\n'),
  );
  const split: Split = {
    name: 'train',
    count: 4,
    volumes: 1,
    labels: Uint8Array.of(2, 2, 2, 2),
    entry: (index) => ({ file: files[index], patient: '0', slice: index, label: 2 }),
    pixels: () => Promise.resolve(new Uint8Array(side ** 2)),
    batches: () => (async function* () {})(),
  };
  return { root, split };
}

async function count(pipeline: Transform, { root, split }: Awaited<ReturnType<typeof lesions>>) {
  const program = { file: '', bundle: { code: '', map: '{}', hash: '' } };
  const signal = new AbortController().signal;
  return countLostLesions(pipeline, split, root, {
    program,
    seed: 1,
    log: () => undefined,
    deadlineMs: patienceMillis,
    signal,
  });
}

it('finds that nothing of a lesion is left, in slices that have a mask', async () => {
  const corner = new Compose([
    new RandomCrop({ size: 100, padding: [0, 0, -156, -156] }),
    new Resize({ size: side }),
  ]);
  expect(await count(corner, await lesions())).toEqual({ tried: 3, lost: 3 });
});

it('finds nothing where the lesion stays', async () => {
  const pipeline = new Compose([new RandomHorizontalFlip(), new RandomErasing({ p: 0 })]);
  expect(await count(pipeline, await lesions())).toEqual({ tried: 3, lost: 0 });
});

it('says nothing about a data set without masks', async () => {
  expect(await count(new RandomHorizontalFlip(), await lesions(''))).toBeUndefined();
});
