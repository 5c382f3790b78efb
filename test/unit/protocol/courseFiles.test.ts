import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';
import { readPack, loadChecks } from '../../../src/check/pack';
import { failureFrom, temporaryFolder } from '../train/student';

const manifest = { id: '9', title: 'Sums' };

describe('a file of a course that cannot be used is named as its author’s:', () => {
  it.each([
    ['no JSON', '{ "id": '],
    ['JSON of another kind', '[1, 2]'],
    ['an empty file', ''],
  ])('%s', async (_name, text) => {
    const root = await temporaryFolder();
    await mkdir(path.join(root, 'chapter9'));
    await writeFile(path.join(root, 'chapter9', 'chapter.json'), text);
    const failure = await failureFrom(() => loadCatalog(root));
    expect(failure.what).toMatch(/^This part of the course cannot be used: .*chapter\.json\.$/);
    expect(failure.next).toBe('Tell the author of the course.');
  });

  it('the manifest of an exercise', async () => {
    const folder = await temporaryFolder();
    await writeFile(path.join(folder, 'exercise.json'), '{');
    const failure = await failureFrom(() => readPack(folder));
    expect(failure.what).toContain('exercise.json');
  });
});

describe('checks that cannot be run are told as their author’s:', () => {
  const exercise = { ...manifest, tasks: [], summary: '' } as never;

  it.each([
    ['a syntax error', 'const = 5;'],
    ['an error while they are loaded', "throw new Error('no');"],
    ['an error while they are listed', 'exports.default = () => { throw 5; };'],
    ['something else than checks', 'exports.default = () => 5;'],
    ['nothing', ''],
  ])('%s', async (_name, code) => {
    const failure = await failureFrom(() => loadChecks({ exercise, code, words: {} }));
    expect(failure.what).toBe('The checks of this exercise cannot be used: checks.ts.');
    expect(failure.next).toBe('Tell the author of the course.');
  });
});
