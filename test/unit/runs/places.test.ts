import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDataSet, foldersUp, possibleHomes, runsHome } from '../../../src/runs';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lits-places-'));
});
afterEach(() => rm(root, { recursive: true }));

async function folder(...parts: string[]): Promise<string> {
  const path = join(root, ...parts);
  await mkdir(path, { recursive: true });
  return path;
}
async function dataSet(...parts: string[]): Promise<string> {
  const path = await folder(...parts);
  await writeFile(join(path, 'train_classes.csv'), '');
  return path;
}

describe('the home of runs', () => {
  it('is the nearest folder with .lits above the file', async () => {
    await folder('.lits');
    await folder('chapter3/.lits');
    expect(await runsHome(await folder('chapter3/3.2'), root)).toBe(join(root, 'chapter3'));
  });

  it('is the workspace folder when nothing has .lits', async () => {
    expect(await runsHome(await folder('chapter3/3.2'), root)).toBe(root);
  });

  it('lies in the workspace folder or directly inside it, not in hidden folders', async () => {
    await folder('chapter3');
    await folder('.git');
    await folder('node_modules');
    expect(await possibleHomes(root)).toEqual([root, join(root, 'chapter3')]);
  });
});

describe('the data set', () => {
  it('is the nearest one above the file', async () => {
    await dataSet('Clean_LiTS');
    const near = await dataSet('chapter3/Clean_LiTS');
    const folders = foldersUp(join(root, 'chapter3/3.2'), root);
    expect(await findDataSet(undefined, folders)).toBe(near);
  });

  it('is the configured one before any other', async () => {
    await dataSet('Clean_LiTS');
    const other = await dataSet('other');
    expect(await findDataSet(other, [root])).toBe(other);
  });

  it('is found inside a configured folder that holds it', async () => {
    const data = await dataSet('disk/Clean_LiTS');
    expect(await findDataSet(join(root, 'disk'), [])).toBe(data);
  });

  it('is not taken from elsewhere when the configured folder has none', async () => {
    await dataSet('Clean_LiTS');
    expect(await findDataSet(join(root, 'missing'), [root])).toBeUndefined();
  });

  it('is no folder that only has its name', async () => {
    await folder('Clean_LiTS');
    expect(await findDataSet(undefined, [root])).toBeUndefined();
  });
});
