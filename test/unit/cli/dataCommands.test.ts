import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { dataFolder } from '../../../src/cli/places';
import { rememberDataSet } from '../../../src/runs';
import { temporaryFolder, writeDataset } from '../data/fixture';
import { runLits } from './runLits';

let cwd: string;
beforeEach(async () => {
  const list = await temporaryFolder();
  for (const name of ['XDG_DATA_HOME', 'APPDATA']) vi.stubEnv(name, list);
  cwd = await temporaryFolder();
});

const data = (...args: string[]) => runLits(cwd, 'data', ...args);

describe('lits data list', () => {
  it('says what to do where nothing is known yet', async () => {
    expect((await data('list')).text).toContain('lits prepare');
  });

  it('names place, slices and what is missing', async () => {
    const [whole, broken] = [await writeDataset(), await writeDataset()];
    await rememberDataSet({ path: broken });
    await rememberDataSet({ path: whole, slices: { train: 6, val: 3, test: 3 } });
    await rm(path.join(broken, 'val_classes.csv'));
    const { text } = await data('list');
    const [first, second] = text.trimEnd().split('\n');
    expect(first).toMatch(/1 .*12 slices$/);
    expect(second).toMatch(/2 .*never opened · missing: val_classes\.csv$/);
  });

  it('prints JSON for programs', async () => {
    await rememberDataSet({ path: await writeDataset() });
    expect(JSON.parse((await data('list', '--json')).text)).toMatchObject({
      kind: 'dataList',
      dataSets: [{ isChosen: false, missing: [] }],
    });
  });
});

describe('lits data use', () => {
  const file = () => path.join(cwd, 'baseline.ts');

  it('makes commands here use a data set instead of the nearest one', async () => {
    const [near, chosen] = [path.join(cwd, 'Clean_LiTS'), await writeDataset()];
    await rename(await writeDataset(), near);
    expect(await dataFolder(undefined, cwd, file())).toBe(near);
    expect((await data('use', chosen)).code).toBe(0);
    expect(await dataFolder(undefined, cwd, file())).toBe(chosen);
    expect((await data('list')).text).toMatch(/^\* 1/);
  });

  it('takes the number in the list', async () => {
    const chosen = await writeDataset();
    await rememberDataSet({ path: chosen });
    await data('use', '1');
    expect(await dataFolder(undefined, cwd, file())).toBe(chosen);
  });

  it('never goes on with another data set where the chosen one is gone', async () => {
    await rename(await writeDataset(), path.join(cwd, 'Clean_LiTS'));
    const chosen = await writeDataset();
    await data('use', chosen);
    await rm(chosen, { recursive: true });
    await expect(dataFolder(undefined, cwd, file())).rejects.toThrow('is not there any more');
    expect((await data('forget', chosen)).code).toBe(0);
    expect(await dataFolder(undefined, cwd, file())).toBe(path.join(cwd, 'Clean_LiTS'));
  });

  it('refuses what lacks a table', async () => {
    const folder = path.join(cwd, 'empty');
    await mkdir(folder);
    const { code, text } = await data('use', folder);
    expect(code).toBe(1);
    expect(text).toContain('train_classes.csv');
  });
});

it('lits data forget says so where there is nothing to forget', async () => {
  expect((await data('forget', '7')).text).toContain('lits data list');
});
