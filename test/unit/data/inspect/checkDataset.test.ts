import { copyFile, cp, mkdir, mkdtemp, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { checkDataset } from '../../../../src/data/inspect/checkDataset';
import { prepareSample } from '../../../../src/data/sample';
import { dataCheckSchema, type DataCheck, type DataFindingId } from '../../../../src/protocol/dataCheck';
import { temporaryFolder } from '../fixture';

let made: string;
let sample: string;
beforeAll(async () => {
  made = await mkdtemp(join(tmpdir(), 'lits-check-'));
  sample = (await prepareSample({ out: made, patients: 3, slices: 8, seed: 1 })).data;
});
afterAll(() => rm(made, { recursive: true }));

let root: string;
beforeEach(async () => {
  root = join(await temporaryFolder(), 'Clean_LiTS');
  await cp(sample, root, { recursive: true });
});

const train = (slice: number) => `train/volumes/volume-0_${slice}.png`;
const mask = (organ: 'liver' | 'lesion', slice: number) =>
  `train/segmentations/segmentation-0_${organ}mask_${slice}.png`;
const at = (path: string) => join(root, path);

/** Writes a square picture of one value, or of the values of `of`. */
async function draw(path: string, of: (x: number, y: number) => number, side = 256): Promise<void> {
  const pixels = Uint8Array.from({ length: side * side }, (_, i) => of(i % side, Math.floor(i / side)));
  const raw = { width: side, height: side, channels: 1 } as const;
  await sharp(pixels, { raw }).toColourspace('b-w').png().toFile(at(path));
}

/** Changes the line of a slice in the table of the training split. */
async function relabel(slice: number, visible: string): Promise<void> {
  const file = at('train_classes.csv');
  const text = await readFile(file, 'utf8');
  await writeFile(file, text.replace(new RegExp(`(volume-0_${slice}\\.png),\\d,\\d`), `$1,${visible}`));
}

const findingOf = ({ findings }: DataCheck, id: DataFindingId) => findings.find((one) => one.id === id);

/** The check, which must have found this and nothing else. */
async function expectOnly(id: DataFindingId, ...places: string[]): Promise<DataCheck> {
  const check = await checkDataset(root);
  expect(check.findings.map((one) => one.id)).toEqual([id]);
  expect(findingOf(check, id)?.examples.map(({ place }) => place)).toEqual(places);
  return check;
}

describe('a check of a right data set', () => {
  it('finds nothing, and counts slices, volumes, classes and masks', async () => {
    const check = dataCheckSchema.parse(await checkDataset(root));
    expect(check.findings).toEqual([]);
    expect(check.doubts).toEqual([]);
    expect(check.sizes).toEqual([{ size: '256 x 256', pictures: 24 }]);
    expect(check.volumes.map(({ name, slices }) => [name, slices])).toEqual([
      ['volume-0', 8],
      ['volume-1', 8],
      ['volume-2', 8],
    ]);
    for (const { slices, volumes, classes, masks } of check.splits)
      expect([slices, volumes, classes.reduce((sum, count) => sum + count), masks]).toEqual([8, 1, 8, 8]);
  });

  it('takes the folder that holds it, too, and may be stopped', async () => {
    expect((await checkDataset(join(root, '..'))).data).toBe(root);
    const reason = new Error('enough');
    await expect(checkDataset(root, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('tells how far it is', async () => {
    const phases = new Map<string, [number, number]>();
    await checkDataset(root, {
      onProgress: ({ phase, done, total }) => phases.set(phase, [done, total]),
    });
    expect([...phases]).toEqual([
      ['checkData', [24, 24]],
      ['findCopies', [16, 16]],
    ]);
  });
});

describe('a picture', () => {
  it('that is a folder is named, and why in words', async () => {
    await rm(at(train(3)));
    await mkdir(at(train(3)));
    const { findings } = await expectOnly('corruptPictures', train(3));
    expect(findings[0]?.examples[0]?.detail).toBe('There is a folder in its place.');
  });

  it('that is missing is named', async () => {
    await rm(at(train(3)));
    await expectOnly('missingPictures', train(3));
  });

  it('that was cut off is named, with the reason', async () => {
    await truncate(at(train(3)), 4000);
    const check = await expectOnly('corruptPictures', train(3));
    expect(check.findings[0]?.examples[0]?.detail).toContain('damaged or truncated');
  });

  it('that is none is named', async () => {
    await writeFile(at(train(3)), 'no picture');
    await expectOnly('corruptPictures', train(3));
  });

  it('of one value is named', async () => {
    await draw(train(3), () => 80);
    await expectOnly('constantPictures', train(3));
  });

  it('of another size is named, and its masks too', async () => {
    await draw(train(3), (x, y) => (x * y) % 256, 300);
    const check = await checkDataset(root);
    expect(check.findings.map(({ id }) => id)).toEqual(['severalSizes', 'maskSizes']);
    expect(check.sizes[1]).toEqual({ size: '300 x 300', pictures: 1 });
  });
});

describe('slices that are in two splits', () => {
  const copy = 'val/volumes/volume-1_4.png';
  const original = () => sharp(at(train(5)));

  it.each<[string, () => Promise<unknown>]>([
    ['as they are', () => copyFile(at(train(5)), at(copy))],
    ['brighter', async () => writeFile(at(copy), await original().linear(0.8, 30).png().toBuffer())],
    ['as JPEG', async () => writeFile(at(copy), await original().jpeg({ quality: 70 }).toBuffer())],
    ['blurred', async () => writeFile(at(copy), await original().blur(1.2).png().toBuffer())],
    ['smaller', async () => writeFile(at(copy), await original().resize(128).png().toBuffer())],
  ])('are found %s', async (_how, write) => {
    await write();
    const check = await checkDataset(root);
    expect(findingOf(check, 'copiesAcrossSplits')?.examples).toEqual([{ place: copy, detail: train(5) }]);
  });

  it('are found mirrored', async () => {
    await writeFile(at(copy), await original().flop().png().toBuffer());
    const check = await checkDataset(root);
    expect(findingOf(check, 'copiesAcrossSplits')?.examples).toEqual([
      { place: copy, detail: `${train(5)}, mirrored` },
    ]);
  });

  it('are none where they are of the same split', async () => {
    await copyFile(at(train(5)), at(train(2)));
    const check = await checkDataset(root);
    expect(findingOf(check, 'copiesAcrossSplits')).toBeUndefined();
  });

  it('are found by the name of their volume, as trainings are told', async () => {
    const table = at('val_classes.csv');
    const text = (await readFile(table, 'utf8')).replaceAll('volumes/volume-1_', 'volumes/Volume_000_');
    await writeFile(table, text);
    const { doubts } = await checkDataset(root);
    expect(doubts).toMatchObject([{ id: 'patientsShared', patients: 1, splits: ['train', 'val'] }]);
  });
});

describe('a table', () => {
  it('with a lesion and no liver is told of, and the rest is checked', async () => {
    await relabel(2, '0,1');
    const check = await checkDataset(root);
    expect(findingOf(check, 'lesionWithoutLiver')?.examples).toEqual([
      { place: 'train_classes.csv:4', detail: 'a lesion is marked visible, but no liver' },
    ]);
    expect(check.splits[0]?.slices).toBe(7);
  });

  it('with a wrong line is told of', async () => {
    await relabel(2, '2,0');
    expect(findingOf(await checkDataset(root), 'wrongRows')).toMatchObject({ count: 1, severity: 'error' });
  });

  it('that is none is told of, and the others are checked', async () => {
    await writeFile(at('train_classes.csv'), 'a,b\n1,2\n');
    const check = await checkDataset(root);
    expect(findingOf(check, 'tableUnreadable')?.examples[0]?.place).toBe('train_classes.csv');
    expect(check.splits.map(({ slices }) => slices)).toEqual([0, 8, 8]);
  });

  it('without a class is told of', async () => {
    for (let slice = 0; slice < 8; slice++) await relabel(slice, '0,0');
    expect(findingOf(await checkDataset(root), 'absentClasses')?.examples).toEqual([
      { place: 'train', detail: 'liver' },
      { place: 'train', detail: 'lesion' },
    ]);
  });
});

describe('masks', () => {
  /** A slice in the middle, whose masks are drawn: a liver of 100 x 100, and a lesion of `lesion` x 100 in it. */
  async function drawMasks(lesion: number, liver = 100): Promise<void> {
    const box = (width: number, height: number) => (x: number, y: number) => Number(x < width && y < height);
    await draw(mask('liver', 3), box(liver, 100));
    await draw(mask('lesion', 3), box(lesion, 100));
    await relabel(3, lesion > 0 ? '1,1' : '1,0');
  }

  it.each([
    ['0,0', 20],
    ['1,0', 20],
    ['1,1', 0],
    ['0,0', 0],
  ])('that disagree with a label %s are named, with a lesion of %s pixels', async (label, lesion) => {
    await drawMasks(lesion);
    await relabel(3, label);
    await expectOnly('masksDisagree', train(3));
  });

  it('with a lesion and no liver are named', async () => {
    await drawMasks(20, 0);
    await expectOnly('maskLesionWithoutLiver', train(3));
  });

  it('with lesions over most of the liver are named', async () => {
    await drawMasks(60);
    await expectOnly('mostlyLesion', train(3));
  });

  it('with a liver over most of the slice are named', async () => {
    await draw(mask('liver', 3), (_x, y) => Number(y < 128));
    await draw(mask('lesion', 3), () => 0);
    await relabel(3, '1,0');
    await expectOnly('mostlyLiver', train(3));
  });

  it('of a volume whose labels were swapped are named once, for the volume', async () => {
    for (let slice = 0; slice < 8; slice++) {
      await draw(mask('liver', slice), (x, y) => Number(x < 50 && y < 50));
      await draw(mask('lesion', slice), (x, y) => Number(x < 40 && y < 50));
      await relabel(slice, '1,1');
    }
    const check = await checkDataset(root);
    expect(findingOf(check, 'labelsSwapped')?.examples).toEqual([{ place: 'volume-0', detail: '80.0%' }]);
    expect(findingOf(check, 'mostlyLesion')).toBeUndefined();
  });

  it('that are missing or damaged are named', async () => {
    await rm(at(mask('liver', 2)));
    await writeFile(at(mask('lesion', 3)), 'no picture');
    await expectOnly('unusableMasks', train(2), train(3));
  });
});
