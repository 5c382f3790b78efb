import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { DatasetError } from '../../../src/data';

/** An empty folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lits-data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** PNG of a side x side grey ramp that starts at `start`; deterministic. */
export function rampPng(start = 0, side = 256): Promise<Buffer> {
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => (start + i) & 0xff);
  return sharp(pixels, { raw: { width: side, height: side, channels: 1 } })
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toBuffer();
}

const header = 'filename,liver_visible,lesion_visible';

/** Two volumes in train, one in val and test each, three slices each: one of every class. */
const tables = {
  train: [0, 1].flatMap(volumeRows),
  val: volumeRows(2),
  test: volumeRows(3),
};

function volumeRows(volume: number): string[] {
  return ['0,0', '1,0', '1,1'].map((visible, slice) => `volumes/volume-${volume}_${slice}.png,${visible}`);
}

export interface FixtureChanges {
  /** Text of a table, instead of the right one. */
  csv?: Partial<Record<'train' | 'val' | 'test', string>>;
  /** Pictures by path inside Clean_LiTS, instead of the right ones; null leaves one out. */
  pictures?: Record<string, Buffer | null>;
}

/** Writes a small right data set, with `changes`; returns its `Clean_LiTS` folder. */
export async function writeDataset(changes: FixtureChanges = {}): Promise<string> {
  const root = join(await temporaryFolder(), 'Clean_LiTS');
  for (const [split, rows] of Object.entries(tables) as ['train' | 'val' | 'test', string[]][]) {
    await mkdir(join(root, split, 'volumes'), { recursive: true });
    await writeFile(join(root, `${split}_classes.csv`), changes.csv?.[split] ?? table(rows));
    for (const [index, row] of rows.entries()) {
      const path = `${split}/${row.split(',')[0]}`;
      const picture = changes.pictures?.[path];
      if (picture !== null) await writeFile(join(root, path), picture ?? (await rampPng(index * 7)));
    }
  }
  for (const [path, picture] of Object.entries(changes.pictures ?? {}))
    if (picture) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), picture);
    }
  return root;
}

/** A data set with so many training slices that a glance at it does not see all of them. */
export async function writeLargerDataset(): Promise<string> {
  const small = await rampPng(0, 16);
  const numbers = Array.from({ length: 96 }, (_, slice) => slice);
  return writeDataset({
    csv: { train: table(numbers.map((slice) => `${largerFile(slice)},0,0`)) },
    pictures: Object.fromEntries(numbers.map((slice) => [`train/${largerFile(slice)}`, small])),
  });
}

/** The picture of a training slice of it. */
export const largerFile = (slice: number) => `volumes/volume-0_${slice}.png`;
/** A slice of it that a glance sees, and one that it does not. */
export const [seen, unseen] = [0, 2];

/** Writes over a picture of it, so that its folder shows nothing. */
export async function changeInPlace(root: string, slice: number): Promise<void> {
  await writeFile(join(root, 'train', largerFile(slice)), await rampPng(99));
}

export function table(rows: readonly string[]): string {
  return [header, ...rows, ''].join('\n');
}

export const trainRows: readonly string[] = tables.train;

/** The student's view of a failure: all its sentences. Fails when `work` succeeds or fails otherwise. */
export async function failureText(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DatasetError)) throw error;
    const { what, why, next } = error.failure;
    return [what, why, next].filter(Boolean).join('\n');
  }
  throw new Error('Expected a DatasetError, but nothing was thrown.');
}
