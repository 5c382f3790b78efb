import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { exists } from '../../../src/files/exists';
import { changeMarks, readMarks, runFiles, shownName } from '../../../src/runs';
import { temporaryFolder } from '../data/fixture';

let run: string;
const file = () => join(run, runFiles.marks);

beforeEach(async () => {
  run = await temporaryFolder();
});

it('keeps what is not changed', async () => {
  await changeMarks(run, { title: 'Half dropout' });
  await changeMarks(run, { note: 'Less overfitting.' });
  await changeMarks(run, { starred: true });
  expect((await readMarks(run)).marks).toEqual({
    title: 'Half dropout',
    note: 'Less overfitting.',
    starred: true,
  });
});

it('takes away a title that is empty, and leaves no file that says nothing', async () => {
  await changeMarks(run, { title: 'x', starred: true });
  await changeMarks(run, { title: '  ' });
  expect((await readMarks(run)).marks).toEqual({ starred: true });
  await changeMarks(run, { starred: false });
  expect(await exists(file())).toBe(false);
});

it('says that a file cannot be read, and does not write over it', async () => {
  await writeFile(file(), '{"version":1,"note":"long thou');
  expect(await readMarks(run)).toEqual({ marks: {}, lost: ['marks.json could not be read.'] });
  await expect(changeMarks(run, { starred: true })).rejects.toThrow('marks.json cannot be read');
  expect(await readFile(file(), 'utf8')).toContain('long thou');
});

it('shows a run by its title, and without one by the name that it has recorded', () => {
  expect(shownName({ name: 'cnn' }, { title: 'Half dropout' })).toBe('Half dropout');
  expect(shownName({ name: 'cnn' }, {})).toBe('cnn');
});
