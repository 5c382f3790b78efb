import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { findExercise } from '../../../src/cli/commands/checkCommand';
import { checkText } from '../../../src/cli/view/checkText';
import { junit } from '../../../src/cli/view/junit';
import { loadCatalog } from '../../../src/protocol/catalog';
import type { CheckReport } from '../../../src/protocol/checkReport';
import { temporaryFolder } from '../train/student';

const packs = fileURLToPath(new URL('../../packs', import.meta.url));
const exercises = (await loadCatalog(packs)).flatMap((chapter) => chapter.exercises);

it('knows the exercise by the name of a folder above the path', async () => {
  const folder = path.join(await temporaryFolder(), '9.1-sums');
  await mkdir(folder);
  const found = findExercise(path.join(folder, 'sum.ts'), undefined, exercises);
  expect([found.exercise.manifest.id, found.folder]).toEqual(['9.1', folder]);
});

it('finds the folder of a named exercise inside the path', async () => {
  const chapter = await temporaryFolder();
  await mkdir(path.join(chapter, '9.1-sums'));
  expect(findExercise(chapter, '9.1', exercises).folder).toBe(path.join(chapter, '9.1-sums'));
});

it('says which exercises there are where it cannot know', async () => {
  const folder = await temporaryFolder();
  expect(() => findExercise(folder, undefined, exercises)).toThrow('not clear which exercise');
});

const report: CheckReport = {
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '9.1', title: 'Sums & more' },
  points: 0,
  max: 1,
  items: [
    {
      id: 'sum',
      title: 'Sum',
      file: 'sum.ts',
      points: 0,
      max: 1,
      tutorPoints: 0,
      status: 'fail',
      checks: [
        {
          id: 'sum',
          title: 'Adds <up>',
          status: 'fail',
          findings: [
            {
              probed: 'It was called.',
              expected: '7',
              actual: '"4"',
              hints: ['first', 'second'],
              at: { file: 'sum.ts', line: 2 },
            },
          ],
        },
        { id: 'more', title: 'More', status: 'skipped', reason: '"Adds <up>" comes first.', findings: [] },
      ],
    },
  ],
};

it('shows one hint at a time', () => {
  expect(checkText(report)).toContain('hint: first');
  expect(checkText(report)).not.toContain('second');
});

it('writes XML that holds what was found, escaped', () => {
  expect(junit(report)).toContain(
    '<testcase classname="Sum" name="Adds &lt;up&gt;"><failure message="&quot;4&quot;">',
  );
});

it('counts failures and skipped checks for CI', () => {
  expect(junit(report)).toContain('tests="2" failures="1" errors="0" skipped="1"');
});
