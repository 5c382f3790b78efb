import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  forgetDataSet,
  knownDataSets,
  missingIn,
  placesOfData,
  rememberDataSet,
  unseenDataSets,
} from '../../../src/runs';
import { temporaryFolder, writeDataset } from '../data/fixture';

const slices = { train: 6, val: 3, test: 3 };
const pathsOf = async () => (await knownDataSets()).map((one) => one.path);

let list: string;
beforeEach(async () => {
  list = await temporaryFolder();
  for (const name of ['XDG_DATA_HOME', 'APPDATA']) vi.stubEnv(name, list);
});

describe('the list of data sets', () => {
  it('has the one that was used last first, and each once', async () => {
    for (const place of ['/a', '/b', '/a']) await rememberDataSet({ path: place });
    expect(await pathsOf()).toEqual([path.resolve('/a'), path.resolve('/b')]);
  });

  it('keeps what was known of one that is only named', async () => {
    await rememberDataSet({ path: '/a', fingerprint: 'f', slices });
    await rememberDataSet({ path: '/a' });
    expect(await knownDataSets()).toMatchObject([{ fingerprint: 'f', slices }]);
  });

  it('can be shortened; no file is touched', async () => {
    const data = await writeDataset();
    await rememberDataSet({ path: data });
    expect(await forgetDataSet(data)).toBe(true);
    expect(await forgetDataSet(data)).toBe(false);
    expect(await pathsOf()).toEqual([]);
    expect(await missingIn(data)).toEqual([]);
  });

  it('that is damaged, or cannot be written, ends no work', async () => {
    await mkdir(path.join(list, 'lits-lab'), { recursive: true });
    await writeFile(path.join(list, 'lits-lab', 'datasets.json'), '{"version":1,');
    expect(await pathsOf()).toEqual([]);
    await rm(path.join(list, 'lits-lab'), { recursive: true });
    await writeFile(path.join(list, 'lits-lab'), 'a file in the place of the folder');
    await rememberDataSet({ path: '/a' });
    expect(await pathsOf()).toEqual([]);
  });

  it('tells what a data set lacks', async () => {
    const data = await writeDataset();
    await rm(path.join(data, 'val_classes.csv'));
    await rm(path.join(data, 'test'), { recursive: true });
    expect(await missingIn(data)).toEqual(['val_classes.csv', 'test']);
  });
});

describe('the data set of a run', () => {
  it('is looked for where it was, then by its content, then among those that nobody has opened', async () => {
    const data = await writeDataset();
    const moved = path.join(await temporaryFolder(), 'Clean_LiTS');
    const used = { path: data, fingerprint: 'f', slices };
    expect(await placesOfData(used)).toEqual([data]);
    await rename(data, moved);
    expect(await placesOfData(used)).toEqual([]);
    await rememberDataSet({ path: moved });
    expect([await placesOfData(used), await unseenDataSets(used)]).toEqual([[], [moved]]);
    await rememberDataSet({ path: moved, fingerprint: 'f', slices });
    expect([await placesOfData(used), await unseenDataSets(used)]).toEqual([[moved], []]);
  });
});
