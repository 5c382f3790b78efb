import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openDataset } from '../../../../src/data/dataset';
import { checkDataset } from '../../../../src/data/inspect/checkDataset';
import type { Progress } from '../../../../src/protocol/events';
import { image, labels, shape, Volumes, type Odd } from './folder';
import { identity, lps, niftiBytes, type NiftiBytes } from './niftiBytes';

let volumes: Volumes;
beforeEach(async () => {
  volumes = await Volumes.empty();
});

const first = 'train/volumes/volume-0_0.png';
/** The file of a picture, by which it is told whether it was made anew. */
const fileOf = async (path: string) => (await stat(join(volumes.out, path))).ino;

describe('volumes', () => {
  it('become a data set that can be trained on, in which a check finds nothing wrong', async () => {
    await volumes.writePairs();
    const { data, ...result } = await volumes.prepare();
    expect(result).toMatchObject({ volumes: 3, refused: [], slices: { train: 6, val: 6, test: 6 } });
    expect(await readdir(volumes.out)).toEqual(['Clean_LiTS']);
    expect(await readdir(data)).toHaveLength(7);
    expect((await openDataset(data)).split('train').count).toBe(6);
    const { findings } = await checkDataset(data);
    // The little pictures of this test are much alike.
    expect(findings.filter(({ id }) => id !== 'copiesAcrossSplits')).toEqual([]);
  });

  it('are seen from below, the front up, the lowest slice first', async () => {
    await volumes.writePairs();
    await volumes.prepare();
    const [low, high] = [await volumes.pixels(first), await volumes.pixels('train/volumes/volume-0_5.png')];
    const expected = (x: number, y: number, z: number) => Math.round((255 * (image(0)(x, y, z) + 160)) / 400);
    for (const [x, y] of [
      [0, 0],
      [15, 3],
      [4, 15],
    ] as const) {
      expect(low[y * 16 + x]).toBe(expected(x, y, 0));
      expect(high[y * 16 + x]).toBe(expected(x, y, 5));
    }
  });

  it('have labels from their masks', async () => {
    await volumes.writePairs();
    await volumes.prepare();
    const table = await readFile(join(volumes.out, 'Clean_LiTS', 'train_classes.csv'), 'utf8');
    expect(table.split('\n').map((line) => line.split(',').slice(1, 3).join())).toEqual([
      'liver_visible,lesion_visible',
      ...['0,0', '1,0', '1,0', '1,0', '1,1', '1,1'],
      '',
    ]);
    const mask = await volumes.pixels('train/segmentations/segmentation-0_livermask_4.png');
    expect(Math.max(...mask)).toBe(1);
  });

  it('may be packed, nested, and in the layout of Task03_Liver; hidden files are left out', async () => {
    const packed = (value: NiftiBytes['value']) => niftiBytes({ shape, value, isPacked: true });
    await volumes.write('Training Batch 1/volume-0.nii.gz', packed(image(0)));
    await volumes.write('Training Batch 1/segmentation-0.nii.gz', packed(labels));
    for (const number of [1, 2]) {
      await volumes.write(`Task03_Liver/imagesTr/liver_${number}.nii.gz`, packed(image(number)));
      await volumes.write(`Task03_Liver/imagesTr/._liver_${number}.nii.gz`, 'x');
      await volumes.write(`Task03_Liver/labelsTr/liver_${number}.nii.gz`, packed(labels));
    }
    await volumes.write('Task03_Liver/imagesTs/liver_9.nii.gz', packed(image(9)));
    expect(await volumes.prepare()).toMatchObject({ volumes: 3, refused: [] });
  });

  it('are split by volume in their order, the same each time, and the record says how', async () => {
    await volumes.writePairs(11);
    await volumes.prepare({ split: '6/3/2' });
    expect(await volumes.record()).toMatchObject({
      version: 1,
      window: [-160, 240],
      size: 16,
      splits: {
        'volume-0': 'train',
        'volume-5': 'train',
        'volume-6': 'val',
        'volume-8': 'val',
        'volume-9': 'test',
        'volume-10': 'test',
      },
      volumes: expect.arrayContaining([
        { volume: 'volume-10', slices: 6, orientation: 'LPS', spacing: [1, 1, 2], warnings: [] },
      ]) as unknown,
      refused: [],
    });
  });

  it('are split by shares where the counts do not add up', async () => {
    await volumes.writePairs(5);
    expect((await volumes.prepare({ split: '101/15/15' })).slices).toEqual({ train: 18, val: 6, test: 6 });
  });

  it('are split as a table says', async () => {
    await volumes.writePairs();
    const splitFile = await volumes.write('split.csv', 'volume,split\nvolume-0,test\n1,train\n2,val\n');
    await volumes.prepare({ splitFile });
    expect(await volumes.record()).toMatchObject({
      splits: { 'volume-0': 'test', 'volume-1': 'train', 'volume-2': 'val' },
    });
  });

  it('are not made again where they were made in the same way', async () => {
    await volumes.writePairs();
    const before = await volumes.prepare();
    const file = await fileOf(`Clean_LiTS/${first}`);
    expect(await volumes.prepare()).toEqual(before);
    expect(await fileOf(`Clean_LiTS/${first}`)).toBe(file);
  });
});

describe('a volume', () => {
  /** Its lowest picture. */
  const pictureOf = async (odd: Odd) => {
    await volumes.writePairs();
    await volumes.writePair(0, odd);
    const result = await volumes.prepare();
    return { picture: await volumes.pixels(first), ...result };
  };

  it.each<[string, Partial<NiftiBytes>]>([
    ['a slope of 0', { slope: 0, intercept: 500 }],
    ['a slope that is no number', { slope: NaN, intercept: 500 }],
    ['a header that ends later', { offset: 1000 }],
    ['its voxels right behind the header', { offset: 0 }],
    ['further dimensions of 1', { shape: [...shape, 1, 1] }],
  ])('is read as it is with %s', async (_what, odd) => {
    const { picture: expected } = await pictureOf({});
    await rm(join(volumes.out, 'Clean_LiTS'), { recursive: true });
    expect((await pictureOf({ image: odd })).picture).toEqual(expected);
  });

  it('has the darkest grey where there is no number', async () => {
    const { picture } = await pictureOf({ image: { type: 16, value: (i) => (i === 3 ? NaN : 40) } });
    expect([picture[2], picture[3]]).toEqual([128, 0]);
  });

  it('may have labels of a float type that are nearly whole', async () => {
    const { refused, slices } = await pictureOf({
      labels: { type: 16, value: (i, j, k) => labels(i, j, k) + 0.04 },
    });
    expect([refused, slices.train]).toEqual([[], 6]);
  });

  it('is oriented by its image where the segmentation has the identity', async () => {
    await pictureOf({ labels: { affine: identity } });
    const mask = await volumes.pixels('train/segmentations/segmentation-0_livermask_1.png');
    expect([mask[0], mask[255]]).toEqual([1, 0]);
  });

  it('with the identity is warned of, and its spacing is not believed', async () => {
    const { warnings } = await pictureOf({ image: { affine: identity } });
    const own = warnings.filter(({ volume }) => volume === 'volume-0').map(({ text }) => text);
    expect(own).toContainEqual(expect.stringContaining('identity'));
    expect(await volumes.record()).toMatchObject({
      volumes: expect.arrayContaining([
        expect.objectContaining({ volume: 'volume-0', orientation: 'RAS', spacing: null }),
      ]) as unknown,
    });
  });

  it('loses lesions that are too small for its pictures, and that is told', async () => {
    const size = { shape: [64, 64, 6] };
    const lesion = (i: number, j: number, k: number) => (k === 2 && i === 1 && j === 1 ? 2 : Number(i < 20));
    const { warnings } = await pictureOf({ image: size, labels: { ...size, value: lesion } });
    expect(warnings).toEqual([
      { volume: 'volume-0', text: expect.stringContaining('of this size: 1') as string },
    ]);
  });
});

describe('a header that the content contradicts', () => {
  /** A body with a spine at the back, a liver on the patient's right and lungs above; `flip` turns what the header says. */
  const body = (flip: readonly number[]): Odd => {
    const affine = lps.map((row, world) => row.map((value) => value * (flip[world] ?? 1)));
    const isIn = (i: number, j: number, x: number, y: number, radius: number) =>
      (i - x) ** 2 + (j - y) ** 2 < radius ** 2;
    const value = (i: number, j: number, k: number) => {
      if (!isIn(i, j, 31.5, 31.5, 28)) return -1000;
      if (isIn(i, j, 31.5, 50, 6)) return 600;
      return k > 12 && isIn(i, j, 31.5, 28, 16) ? -800 : 40;
    };
    const liver = (i: number, j: number, k: number) => Number(isIn(i, j, 18, 28, 10) && k < 12);
    const size = [64, 64, 18];
    return { image: { shape: size, value, affine }, labels: { shape: size, value: liver, affine } };
  };
  const warningsOf = async (flip: readonly number[], orientationFile?: string) => {
    await volumes.writePairs();
    await volumes.writePair(0, body(flip));
    const { warnings } = await volumes.prepare({ orientationFile });
    return warnings.map(({ text }) => text);
  };

  it.each<[string, readonly number[], string[]]>([
    ['nothing', [1, 1, 1], []],
    ['left and right', [-1, 1, 1], ['left and right']],
    ['front and back', [1, -1, 1], ['front and back']],
    ['up and down', [1, 1, -1], ['up and down']],
    ['two of them', [-1, -1, 1], ['left and right', 'front and back']],
  ])('is warned of where %s are swapped', async (_what, flip, expected) => {
    expect(await warningsOf(flip)).toEqual(expected.map((text) => expect.stringContaining(text) as string));
  });

  it('may be corrected by a table', async () => {
    const orientationFile = await volumes.write('orientations.csv', 'volume,orientation\n0,lps\n');
    expect(await warningsOf([-1, -1, 1], orientationFile)).toEqual([]);
    expect(await volumes.record()).toMatchObject({ orientations: { 'volume-0': 'LPS' } });
  });
});

describe('preparing that is stopped', () => {
  const stopAfterFirst = async () => {
    await volumes.writePairs(4);
    const abort = new AbortController();
    const reason = new Error('enough');
    const onProgress = ({ done }: Progress) => {
      if (done >= 1) abort.abort(reason);
    };
    const stopped = volumes.prepare({ split: '2/1/1', workers: 1, signal: abort.signal, onProgress });
    await expect(stopped).rejects.toBe(reason);
  };

  it('leaves no half data set, and goes on after the last volume', async () => {
    await stopAfterFirst();
    expect(await readdir(volumes.out)).toEqual(['.Clean_LiTS.volumes']);
    const file = await fileOf(`.Clean_LiTS.volumes/made/${first}`);
    await volumes.prepare({ split: '2/1/1' });
    expect(await readdir(volumes.out)).toEqual(['Clean_LiTS']);
    expect(await fileOf(`Clean_LiTS/${first}`)).toBe(file);
  });

  it('begins anew where it is done in another way', async () => {
    await stopAfterFirst();
    await volumes.prepare({ split: '2/1/1', window: [-100, 400] });
    const picture = await volumes.pixels(first);
    expect(picture[0]).toBe(Math.round((255 * (image(0)(0, 0, 0) + 100)) / 500));
  });

  it('makes a volume again whose files have changed, and leaves nothing of the earlier one', async () => {
    await stopAfterFirst();
    await volumes.writePair(0, { image: { shape: [16, 16, 3] }, labels: { shape: [16, 16, 3] } });
    expect((await volumes.prepare({ split: '2/1/1' })).slices.train).toBe(9);
    expect(await readdir(join(volumes.out, 'Clean_LiTS', 'train', 'volumes'))).toHaveLength(9);
  });

  it('tells from the first moment what is done already, so that the time left is right', async () => {
    await stopAfterFirst();
    const told: number[] = [];
    await volumes.prepare({ split: '2/1/1', onProgress: ({ done }) => told.push(done) });
    expect([told[0], told.at(-1)]).toEqual([1, 4]);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });
});
