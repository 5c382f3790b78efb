import { describe, expect, it, vi } from 'vitest';
import type * as FileSystem from 'node:fs/promises';
import { mkdir, open, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { encode } from 'iconv-lite';
import sharp from 'sharp';
import { openDataset, type Batch, type Split } from '../../../src/data';
import { sliceBytes } from '../../../src/data/pack';
import { failureText, rampPng, table, temporaryFolder, trainRows, writeDataset } from './fixture';

vi.mock('node:fs/promises', async (original) => {
  const actual = await original<typeof FileSystem>();
  return { ...actual, open: vi.fn(actual.open) };
});

async function collect(batches: AsyncIterable<Batch>): Promise<Batch[]> {
  const all: Batch[] = [];
  for await (const batch of batches) all.push(batch);
  return all;
}

const order = async (split: Split, seed: number, epoch: number) =>
  (await collect(split.batches({ batchSize: 4, shuffle: { seed, epoch } }))).flatMap(({ indices }) => [
    ...indices,
  ]);

describe('opening a data set', () => {
  it('knows every split, its volumes, slices and classes', async () => {
    const dataset = await openDataset(await writeDataset());
    expect(
      (['train', 'val', 'test'] as const).map((name) => {
        const { count, volumes, labels } = dataset.split(name);
        return { name, count, volumes, labels: [...labels] };
      }),
    ).toEqual([
      { name: 'train', count: 6, volumes: 2, labels: [0, 1, 2, 0, 1, 2] },
      { name: 'val', count: 3, volumes: 1, labels: [0, 1, 2] },
      { name: 'test', count: 3, volumes: 1, labels: [0, 1, 2] },
    ]);
    expect(dataset.split('val').entry(1)).toEqual({
      file: 'volumes/volume-2_1.png',
      patient: 'volume-2',
      slice: 1,
      label: 1,
    });
    expect(() => dataset.split('val').entry(3)).toThrow('there is no slice 3');
  });

  it('accepts the folder that holds Clean_LiTS', async () => {
    const root = await writeDataset();
    expect((await openDataset(dirname(root))).path).toBe(root);
  });

  it('reports progress slice by slice', async () => {
    const seen: string[] = [];
    await openDataset(await writeDataset(), {
      onProgress: ({ text, done, total }) => seen.push(`${text} ${done}/${total}`),
    });
    expect(seen).toContain('Checking train 6/6');
    expect(seen.at(-1)).toBe('Packing 12/12');
  });

  it('returns the pixels of the picture', async () => {
    const dataset = await openDataset(await writeDataset());
    const pixels = await dataset.split('train').pixels(2);
    expect([...pixels.subarray(0, 3)]).toEqual([14, 15, 16]);
    expect(pixels).toHaveLength(65536);
  });
});

describe('a data set whose split is doubtful', () => {
  it('opens, and says that slices of one patient are in two splits', async () => {
    const csv = { val: table(['volumes/volume-00_0.png,0,0']) };
    const pictures = { 'val/volumes/volume-00_0.png': await rampPng() };
    const { doubts, split } = await openDataset(await writeDataset({ csv, pictures }));
    expect(doubts).toEqual([
      { id: 'patientsShared', patients: 1, example: 'volume-0', splits: ['train', 'val'] },
    ]);
    expect(split('val').entry(0).patient).toBe('volume-0');
  });

  it('opens where names do not tell the patients: each picture is a volume of its own', async () => {
    const csv = { val: table(['val_0001.png,0,0', 'val-2.png,1,0']) };
    const pictures = { 'val/val_0001.png': await rampPng(), 'val/val-2.png': await rampPng(5) };
    const { doubts, split } = await openDataset(await writeDataset({ csv, pictures }));
    expect(doubts).toEqual([{ id: 'volumesUnknown', pictures: 2 }]);
    expect(split('val').volumes).toBe(2);
  });

  it('is packed again when an older packing has taken two spellings for two patients', async () => {
    const csv = { val: table(['volumes/volume-02_0.png,0,0', 'volumes/volume-2_1.png,0,0']) };
    const root = await writeDataset({ csv, pictures: { 'val/volumes/volume-02_0.png': await rampPng() } });
    await openDataset(root);
    const file = join(root, '.packed/index.json');
    const older = (await readFile(file, 'utf8')).replace(
      /(volume-2_1.png","patient":)"volume-02"/,
      '$1"volume-2"',
    );
    await writeFile(file, older);
    expect((await openDataset(root)).split('val').volumes).toBe(1);
  });
});

describe('tables in another encoding', () => {
  const header = 'filename;liver_visible;lesion_visible';
  const text = `${header}\r\nBände/volume-2_0.png;WAHR;FALSCH\r\n`;
  const pictures = async () => ({ 'val/Bände/volume-2_0.png': await rampPng() });

  it.each(['utf16le', 'utf16be', 'windows-1252', 'macintosh'])('are read: %s', async (encoding) => {
    const root = await writeDataset({ pictures: await pictures() });
    await writeFile(join(root, 'val_classes.csv'), encode(text, encoding));
    const { split } = await openDataset(root);
    expect(split('val').entry(0)).toMatchObject({ file: 'Bände/volume-2_0.png', label: 1 });
  });

  it('are named where pictures are missing by the names that were read', async () => {
    const root = await writeDataset();
    await writeFile(join(root, 'val_classes.csv'), encode(text, 'windows-1252'));
    const shown = await failureText(openDataset(root));
    expect(shown).toContain('val_classes.csv is not in UTF-8; it was read as Windows-1252.');
    expect(shown).toContain('Bände/volume-2_0.png not found');
  });
});

describe('packing', () => {
  it('decodes once: the second time nothing is packed', async () => {
    const root = await writeDataset();
    const first = await openDataset(root);
    const texts = new Set<string>();
    const second = await openDataset(root, { onProgress: ({ text }) => texts.add(text) });
    expect([...texts]).toEqual([]);
    expect(second.fingerprint).toBe(first.fingerprint);
  });

  it('gives the same data the same fingerprint in another place', async () => {
    const [a, b] = [await openDataset(await writeDataset()), await openDataset(await writeDataset())];
    expect(a.fingerprint).toBe(b.fingerprint);
    const other = await openDataset(
      await writeDataset({ pictures: { 'val/volumes/volume-2_0.png': await rampPng(99) } }),
    );
    expect(other.fingerprint).not.toBe(a.fingerprint);
  });

  it('packs again when a picture has changed', async () => {
    const root = await writeDataset();
    const before = await openDataset(root);
    await writeFile(join(root, 'val/volumes/volume-2_0.png'), await rampPng(99));
    const after = await openDataset(root);
    expect((await after.split('val').pixels(0))[0]).toBe(99);
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  it('packs again when a picture has the same size but another time', async () => {
    const root = await writeDataset();
    await openDataset(root);
    await utimes(join(root, 'val/volumes/volume-2_0.png'), 1, 1);
    const phases = new Set<string>();
    await openDataset(root, { onProgress: ({ phase }) => phases.add(phase) });
    expect(phases).toContain('packData');
  });

  it('packs again when a label has changed', async () => {
    const root = await writeDataset();
    await openDataset(root);
    await writeFile(join(root, 'val_classes.csv'), table(['volumes/volume-2_0.png,1,1']));
    expect([...(await openDataset(root)).split('val').labels]).toEqual([2]);
  });

  it.each([
    ['a cut-off pack file', (root: string) => truncate(join(root, '.packed/train.u8'), 65536)],
    ['a missing pack file', (root: string) => rm(join(root, '.packed/test.u8'))],
    ['a damaged index', (root: string) => writeFile(join(root, '.packed/index.json'), '{"version":1,')],
    [
      'an index of another version',
      (root: string) => writeFile(join(root, '.packed/index.json'), '{"version":9}'),
    ],
  ])('repairs %s', async (_, damage) => {
    const root = await writeDataset();
    const { fingerprint } = await openDataset(root);
    await damage(root);
    const again = await openDataset(root);
    expect(again.fingerprint).toBe(fingerprint);
    expect(await collect(again.split('train').batches({ batchSize: 6 }))).toHaveLength(1);
  });

  it('leaves nothing behind when cancelled', async () => {
    const root = await writeDataset();
    const cancel = new AbortController();
    const opening = openDataset(root, {
      signal: cancel.signal,
      onProgress: ({ phase }) => phase === 'packData' && cancel.abort(),
    });
    await expect(opening).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it('clears away what a killed packing left', async () => {
    const root = await writeDataset();
    const left = join(root, '..packed.part-999999999-x');
    await mkdir(left);
    await writeFile(join(left, 'train.u8'), 'half');
    await openDataset(root);
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual(['.packed']);
  });

  it('says that the disk is full, and keeps nothing half-written', async () => {
    const root = await writeDataset();
    vi.mocked(open).mockImplementationOnce(async (...parameters) => {
      const file = await (await vi.importActual<typeof FileSystem>('node:fs/promises')).open(...parameters);
      file.writeFile = () =>
        Promise.reject(
          Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' }),
        );
      return file;
    });
    const text = await failureText(openDataset(root));
    expect(text).toContain('could not be packed');
    expect(text).toContain('The disk is full');
    expect((await readdir(root)).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('streaming batches', () => {
  it('keeps the table’s order without shuffling, and includes the last partial batch', async () => {
    const { split } = await openDataset(await writeDataset());
    const batches = await collect(split('train').batches({ batchSize: 4 }));
    expect(batches.map(({ indices }) => [...indices])).toEqual([
      [0, 1, 2, 3],
      [4, 5],
    ]);
    expect(batches.map(({ labels }) => [...labels])).toEqual([
      [0, 1, 2, 0],
      [1, 2],
    ]);
    expect(batches.map(({ images }) => images.length)).toEqual([4 * 65536, 2 * 65536]);
  });

  it('normalizes every slice by itself', async () => {
    const { split } = await openDataset(await writeDataset());
    const [{ images }] = await collect(split('val').batches({ batchSize: 2 }));
    expect(images[0]).toBe(0);
    expect(images[255]).toBe(1);
    expect(images[65536 + 255 - 7]).toBe(1);
    expect(images[51]).toBeCloseTo(0.2, 7);
  });

  it('makes zeros, never NaN, of a slice without contrast', async () => {
    const black = await sharp({ create: { width: 256, height: 256, channels: 3, background: '#262626' } })
      .png()
      .toBuffer();
    const { split } = await openDataset(
      await writeDataset({ pictures: { 'val/volumes/volume-2_0.png': black } }),
    );
    const [{ images }] = await collect(split('val').batches({ batchSize: 1 }));
    expect(images.every((value) => value === 0)).toBe(true);
  });

  it('carries pictures and labels along when it shuffles', async () => {
    const { split } = await openDataset(await writeDataset());
    const train = split('train');
    const [plain] = await collect(train.batches({ batchSize: 6 }));
    const [mixed] = await collect(train.batches({ batchSize: 6, shuffle: { seed: 1, epoch: 1 } }));
    const bytes = ({ images }: Batch, i: number) => Buffer.from(images.buffer, 4 * i * 65536, 4 * 65536);
    mixed.indices.forEach((index, position) => {
      expect(mixed.labels[position]).toBe(plain.labels[index]);
      expect(Buffer.compare(bytes(mixed, position), bytes(plain, index))).toBe(0);
    });
  });

  it('orders by seed and epoch alone', async () => {
    const { split } = await openDataset(await writeDataset());
    const train = split('train');
    expect(await order(train, 5, 1)).toEqual(await order(train, 5, 1));
    expect(await order(train, 5, 1)).not.toEqual(await order(train, 5, 2));
    expect(await order(train, 5, 1)).not.toEqual(await order(train, 6, 1));
  });

  it('can be left early', async () => {
    const { split } = await openDataset(await writeDataset());
    for await (const batch of split('train').batches({ batchSize: 1 })) {
      expect(batch.indices).toHaveLength(1);
      break;
    }
  });

  it('hands a read error to the consumer, not to the process', async () => {
    const root = await writeDataset();
    const { split } = await openDataset(root);
    await truncate(join(root, '.packed/train.u8'), 65536);
    await expect(collect(split('train').batches({ batchSize: 1 }))).rejects.toThrow(
      'Slice 1 is no longer whole',
    );
  });

  it.each([0, -1, 1.5])('refuses a batch size of %d', async (batchSize) => {
    const { split } = await openDataset(await writeDataset());
    await expect(collect(split('train').batches({ batchSize }))).rejects.toThrow('positive whole number');
  });
});

describe('bad data sets', () => {
  it('says that there is none, and what to do', async () => {
    const text = await failureText(openDataset(join(await temporaryFolder(), 'nowhere')));
    expect(text).toContain('There is no data set in');
    expect(text).toContain('LiTS: Prepare Sample Data');
  });

  it('names a missing table', async () => {
    const root = await writeDataset();
    await rm(join(root, 'val_classes.csv'));
    expect(await failureText(openDataset(root))).toContain('val_classes.csv not found');
  });

  it('counts the missing pictures of a half-copied data set and names the first', async () => {
    const pictures = Object.fromEntries(trainRows.map((row) => [`train/${row.split(',')[0]}`, null]));
    const text = await failureText(openDataset(await writeDataset({ pictures })));
    expect(text).toContain('6 of 12 pictures');
    expect(text).toContain('train_classes.csv:2: train/volumes/volume-0_0.png not found');
    expect(text).toContain('1 more');
  });

  it('names file and line of a damaged picture, and keeps no packing', async () => {
    const truncated = (await rampPng()).subarray(0, 300);
    const root = await writeDataset({ pictures: { 'test/volumes/volume-3_1.png': truncated } });
    const text = await failureText(openDataset(root));
    expect(text).toContain('test_classes.csv:3: test/volumes/volume-3_1.png: it is damaged or truncated');
    expect(await readdir(root)).not.toContain('.packed');
  });

  it.each([
    ['test/volumes/volume-3_1.png', /volume-3_1\.png: it cannot be read\. There is a folder in its place\./],
    ['val_classes.csv', /val_classes\.csv cannot be read\. There is a folder in its place\./],
  ])('tells of a folder in the place of %s in words', async (path, words) => {
    const root = await writeDataset();
    await rm(join(root, path));
    await mkdir(join(root, path));
    const error: unknown = await openDataset(root).catch((error: unknown) => error);
    expect(String(error)).toMatch(words);
    expect(String(error)).not.toContain('EISDIR');
  });

  it('keeps the packing of before when a picture has become damaged', async () => {
    const root = await writeDataset();
    await openDataset(root);
    const before = await readFile(join(root, '.packed/index.json'), 'utf8');
    await writeFile(join(root, 'test/volumes/volume-3_1.png'), 'damaged');
    await failureText(openDataset(root));
    expect(await readFile(join(root, '.packed/index.json'), 'utf8')).toBe(before);
    expect((await stat(join(root, '.packed/train.u8'))).size).toBe(6 * 65536);
  });
});

it('lists its slices in the order in which they are packed, each with the files of its masks', async () => {
  const root = await writeDataset();
  const { slices, packed, split } = await openDataset(root);
  const train = split('train');
  expect(slices().train.map(({ patient, slice, label }) => ({ patient, slice, label }))).toEqual(
    Array.from({ length: train.count }, (_, index) => {
      const { patient, slice, label } = train.entry(index);
      return { patient, slice, label };
    }),
  );
  const bytes = await readFile(packed.train);
  expect(bytes.subarray(sliceBytes, 2 * sliceBytes).equals(await train.pixels(1))).toBe(true);
});
