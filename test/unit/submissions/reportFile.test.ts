import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { reportFileFor } from '../../../src/submissions/reportFile';
import { temporaryFolder } from '../temporaryFolder';

const exercise = { folder: '9.1-sums', manifest: { id: '9.1' } } as Parameters<typeof reportFileFor>[1];

let root: string;
beforeEach(async () => {
  root = await temporaryFolder();
});
const place = async (folder: string) => {
  const file = await reportFileFor(path.join(root, folder), exercise);
  return file && path.relative(root, file).split(path.sep).join('/');
};

describe('the report of lits check', () => {
  it('lies in the folder of the chapter', async () => {
    expect(await place('chapter9/9.1-sums')).toBe('chapter9/.lits/checks/9.1.json');
  });

  it('lies with the runs where they have their home further up', async () => {
    await mkdir(path.join(root, '.lits'));
    expect(await place('chapter9/9.1-sums')).toBe('.lits/checks/9.1.json');
  });

  it('is not kept for a folder that is called otherwise', async () => {
    expect(await place('chapter9/hand-in')).toBeUndefined();
  });

  it('is not written into what students have handed in', async () => {
    await mkdir(path.join(root, 'class/.lits-review'), { recursive: true });
    expect(await place('class/ada/9.1-sums')).toBeUndefined();
  });
});
