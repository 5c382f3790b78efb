import { expect, it } from 'vitest';
import { exerciseSchema } from '../../../src/course/manifest';
import { findSubmissions, nameFromPath } from '../../../src/review/findSubmissions';
import type { FolderTree } from '../../../src/review/folderTree';

const exercise = (id: string, folder: string, ...files: string[]) => ({
  folder,
  manifest: exerciseSchema.parse({
    version: 1,
    id,
    title: id,
    summary: id,
    tasks: files.map((file, index) => ({
      id: `task-${index}`,
      title: file,
      points: 1,
      file,
      gradedBy: ['checks'],
    })),
  }),
});
const exercises = [
  exercise('3.2', '3.2-regularization', 'baseline.ts', 'l2.ts'),
  exercise('3.4', '3.4-modern-models', 'alexnet.ts'),
];

/** A folder as an object: names with null are files, the others folders. */
interface Drawn {
  [name: string]: Drawn | null;
}

const drawn = (inside: Drawn, name = 'root', above = ''): FolderTree => {
  const path = `${above}/${name}`;
  return {
    name,
    path,
    files: Object.keys(inside).filter((key) => inside[key] === null),
    folders: Object.entries(inside).flatMap(([key, value]) => (value ? drawn(value, key, path) : [])),
  };
};

/** Path of each submission with the folders that its exercises were found in. */
const found = (inside: Drawn) =>
  findSubmissions(drawn(inside), exercises).map(({ parts, work }) => [
    parts.join('/'),
    ...work.map(({ exercise: id, folder, copies }) =>
      [id, folder.path.replace('/root', ''), ...copies.map(({ name }) => `not ${name}`)].join(' '),
    ),
  ]);

it('finds an exercise by the files in a folder, whatever the folder is called', () => {
  expect(found({ ada: { src: { task2: { 'Baseline.ts': null } } } })).toEqual([
    ['ada', '3.2 /ada/src/task2'],
  ]);
});

it('takes folders with different exercises for one submission', () => {
  expect(found({ ada: { two: { 'l2.ts': null }, four: { 'alexnet.ts': null } } })).toEqual([
    ['ada', '3.2 /ada/two', '3.4 /ada/four'],
  ]);
});

it('takes folders with the same exercise for several submissions, as in an archive of a class', () => {
  const ada = { 'baseline.ts': null };
  expect(found({ 'class.zip': { inner: { ada, bob: ada } } })).toEqual([
    ['class.zip/inner/ada', '3.2 /class.zip/inner/ada'],
    ['class.zip/inner/bob', '3.2 /class.zip/inner/bob'],
  ]);
});

it('prefers the folder that has the name of the exercise, and tells of the other', () => {
  const work = { 'baseline.ts': null };
  expect(found({ ada: { old: work, '3.2-regularization': work } })).toEqual([
    ['ada', '3.2 /ada/3.2-regularization not old'],
  ]);
});

it('gives every folder a row, also one without work', () => {
  expect(found({ ada: { 'notes.md': null }, bob: {} })).toEqual([['ada'], ['bob']]);
});

it('takes a folder that is a chapter itself for a submission', () => {
  expect(found({ '3.2-regularization': { 'baseline.ts': null }, other: {} })).toEqual([
    ['', '3.2 /3.2-regularization'],
  ]);
});

it('does not take folders of students that happen to hold different exercises for one submission', () => {
  expect(found({ ada: { 'baseline.ts': null }, bob: { 'alexnet.ts': null } })).toEqual([
    ['ada', '3.2 /ada'],
    ['bob', '3.4 /bob'],
  ]);
});

it.each([
  [['Ada Lovelace_12345_assignsubmission_file_', 'x.zip'], true, 'Ada Lovelace'],
  [['ada.zip'], true, 'ada'],
  [['class.zip', 'ada'], false, 'class / ada'],
])('names %j', (parts, isAlone, name) => {
  expect(nameFromPath(parts, isAlone)).toBe(name);
});
