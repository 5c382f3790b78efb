import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Task } from '../../../src/course/manifest';
import type { CatalogExercise } from '../../../src/protocol/catalog';
import { taskState } from '../../../src/extension/course/taskState';
import { speak } from '../../../src/words';

const task: Task = { id: 'one', title: 'One', points: 1, file: 'one.ts', gradedBy: ['checks'] };
let root: string;
let exercise: CatalogExercise;
let student: string;
let file: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'lits-task-'));
  const path = join(root, 'course');
  student = join(root, 'student');
  file = join(student, '9.1', 'one.ts');
  const manifest = {
    version: 1 as const,
    id: '9.1',
    title: 'First',
    summary: 'First.',
    optional: false,
    tasks: [task],
  };
  exercise = { manifest, folder: '9.1', path };
  await mkdir(join(path, 'starter'), { recursive: true });
  await mkdir(join(student, '9.1'), { recursive: true });
  await writeFile(join(path, 'starter/one.ts'), 'starter\n');
});
afterEach(() => rm(root, { recursive: true }));

it('is absent without a folder', async () => {
  expect(await taskState(exercise, task, undefined, [])).toBe('absent');
});

it('is absent without the file', async () => {
  expect(await taskState(exercise, task, student, [])).toBe('absent');
});

it('is untouched while the file is the starter, whatever its line ends', async () => {
  await writeFile(file, 'starter\r\n');
  expect(await taskState(exercise, task, student, [])).toBe('untouched');
});

it.each(['en', 'de'])(
  'is untouched while the file is the starter of another language (%s window)',
  async (window) => {
    await mkdir(join(exercise.path, 'starter.de'));
    await writeFile(join(exercise.path, 'starter.de/one.ts'), 'Anfang\n');
    speak(window, {});
    for (const text of ['Anfang\n', 'starter\n']) {
      await writeFile(file, text);
      expect(await taskState(exercise, task, student, [])).toBe('untouched');
    }
    speak('en');
  },
);

it('is edited once the file differs', async () => {
  await writeFile(file, 'work');
  expect(await taskState(exercise, task, student, [{ file, state: 'failed' }])).toBe('edited');
});

it('is trained once a run of the file has ended well', async () => {
  await writeFile(file, 'work');
  expect(await taskState(exercise, task, student, [{ file, state: 'done' }])).toBe('trained');
});
