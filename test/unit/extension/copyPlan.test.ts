import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadCatalog, type CatalogChapter } from '../../../src/protocol/catalog';
import { applyCopyPlan, planCopy, resetExercise } from '../../../src/extension/course/copyPlan';
import { speak } from '../../../src/words';

let root: string;
let chapter: CatalogChapter;
let typings: string;
let target: string;

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}
const get = (...parts: string[]) => readFile(join(target, ...parts), 'utf8');

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lits-copy-'));
  typings = join(root, 'typings');
  target = join(root, 'student');
  const exercise = join(root, 'course/chapter9/9.1-first');
  await put(
    join(root, 'course/chapter9/chapter.json'),
    JSON.stringify({ version: 1, id: '9', title: 'Nine', summary: 'Nine.' }),
  );
  const task = { id: 'one', title: 'One', points: 1, file: 'one.ts', gradedBy: ['checks'] };
  await put(
    join(exercise, 'exercise.json'),
    JSON.stringify({ version: 1, id: '9.1', title: 'First', summary: 'First.', tasks: [task] }),
  );
  await put(join(exercise, 'README.md'), '# First\n');
  await put(join(exercise, 'figures/one.svg'), '<svg/>');
  await put(join(exercise, 'starter/one.ts'), 'starter\nfile\n');
  await put(join(typings, 'lits.d.ts'), 'typings 2');
  [chapter] = (await loadCatalog(join(root, 'course'))) as [CatalogChapter];
});
afterEach(() => rm(root, { recursive: true }));

const copy = async (replace: boolean) => applyCopyPlan(await planCopy(chapter, typings, target), { replace });

it('brings instructions and their figures, starter files, tsconfig and typings into an empty folder', async () => {
  await copy(false);
  expect(await get('9.1-first/README.md')).toBe('# First\n');
  expect(await get('9.1-first/figures/one.svg')).toBe('<svg/>');
  expect(await get('9.1-first/one.ts')).toBe('starter\nfile\n');
  expect(await get('.lits/typings/lits.d.ts')).toBe('typings 2');
  expect(JSON.parse(await get('tsconfig.json'))).toMatchObject({
    extends: './.lits/typings/tsconfig.base.json',
  });
});

it('has nothing to do the second time', async () => {
  await copy(false);
  expect(await planCopy(chapter, typings, target)).toMatchObject({ write: [], conflicts: [] });
});

it('asks about a file that the student has changed', async () => {
  await put(join(target, '9.1-first/one.ts'), 'my work');
  const { conflicts } = await planCopy(chapter, typings, target);
  expect(conflicts.map(({ path }) => path)).toEqual(['9.1-first/one.ts']);
});

it('takes other line ends for no change', async () => {
  await put(join(target, '9.1-first/one.ts'), 'starter\r\nfile\r\n');
  expect((await planCopy(chapter, typings, target)).conflicts).toEqual([]);
});

it("keeps the student's files unless told to replace them", async () => {
  await put(join(target, '9.1-first/one.ts'), 'my work');
  await copy(false);
  expect(await get('9.1-first/one.ts')).toBe('my work');
});

it("moves the student's files aside when it replaces them", async () => {
  await put(join(target, '9.1-first/one.ts'), 'my work');
  const kept = await copy(true);
  expect(await get('9.1-first/one.ts')).toBe('starter\nfile\n');
  expect(await readFile(join(kept ?? '', '9.1-first/one.ts'), 'utf8')).toBe('my work');
});

it('replaces older typings without asking', async () => {
  await put(join(target, '.lits/typings/lits.d.ts'), 'typings 1');
  const plan = await planCopy(chapter, typings, target);
  expect(plan.conflicts).toEqual([]);
  await applyCopyPlan(plan, { replace: false });
  expect(await get('.lits/typings/lits.d.ts')).toBe('typings 2');
});

it('makes the folder of the runs, so that the editor watches it before the first one', async () => {
  await copy(false);
  expect(await readdir(join(target, '.lits'))).toContain('runs');
});

it('resets an exercise: starter files alone are left, and everything else is kept in a backup', async () => {
  await copy(false);
  await put(join(target, '9.1-first/one.ts'), 'changed');
  await put(join(target, '9.1-first/helpers/two.ts'), 'added');
  const kept = (await resetExercise(chapter, chapter.exercises[0], target)) ?? '';
  expect(await readdir(join(target, '9.1-first'))).toEqual(['README.md', 'figures', 'one.ts']);
  expect(await get('9.1-first/one.ts')).toBe('starter\nfile\n');
  expect(await readFile(join(kept, 'one.ts'), 'utf8')).toBe('changed');
  expect(await readFile(join(kept, 'helpers/two.ts'), 'utf8')).toBe('added');
});

it('resets an exercise whose folder was deleted', async () => {
  await copy(false);
  await rm(join(target, '9.1-first'), { recursive: true });
  expect(await resetExercise(chapter, chapter.exercises[0], target)).toBeUndefined();
  expect(await get('9.1-first/one.ts')).toBe('starter\nfile\n');
});

describe('of a course that is translated', () => {
  beforeEach(async () => {
    const exercise = join(root, 'course/chapter9/9.1-first');
    await put(join(exercise, 'README.de.md'), '# Erste\n');
    await put(join(exercise, 'starter.de/one.ts'), 'Anfang\n');
    await put(join(exercise, 'starter/data.json'), '{}\n');
    speak('de-AT', {});
  });
  afterEach(() => speak('en'));

  it('brings instructions and starter files in the language that is spoken, under the same names', async () => {
    await copy(false);
    expect(await get('9.1-first/README.md')).toBe('# Erste\n');
    expect(await get('9.1-first/one.ts')).toBe('Anfang\n');
    expect(await readdir(join(target, '9.1-first'))).toEqual(['README.md', 'data.json', 'figures', 'one.ts']);
  });

  it('brings those in English where there is no translation', async () => {
    await copy(false);
    expect(await get('9.1-first/data.json')).toBe('{}\n');
  });

  it('brings those in English to a reader of another language', async () => {
    speak('fr', {});
    await copy(false);
    expect(await get('9.1-first/README.md')).toBe('# First\n');
    expect(await get('9.1-first/one.ts')).toBe('starter\nfile\n');
  });

  it.each([
    ['English', 'German', 'en', 'de'],
    ['German', 'English', 'de', 'en'],
  ])('leaves %s files that nobody has changed as they are in a %s window', async (_a, _b, before, after) => {
    speak(before, {});
    await copy(false);
    speak(after, {});
    expect(await planCopy(chapter, typings, target)).toMatchObject({ write: [], conflicts: [] });
  });

  it('still asks about what the student has changed', async () => {
    await put(join(target, '9.1-first/one.ts'), 'Anfang\nmy work\n');
    const { conflicts } = await planCopy(chapter, typings, target);
    expect(conflicts.map(({ path, content }) => [path, content.toString()])).toEqual([
      ['9.1-first/one.ts', 'Anfang\n'],
    ]);
  });

  it('resets an exercise to the files in the language that is spoken', async () => {
    speak('en');
    await copy(false);
    speak('de', {});
    await resetExercise(chapter, chapter.exercises[0], target);
    expect(await get('9.1-first/one.ts')).toBe('Anfang\n');
    expect(await get('9.1-first/README.md')).toBe('# Erste\n');
  });
});
