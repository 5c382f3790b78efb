import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { taskHeading } from '../../../src/extension/course/taskHeading';
import { loadCatalog } from '../../../src/protocol/catalog';

const chapters = await loadCatalog(join(import.meta.dirname, '../../../exercises'));
const tasks = chapters.flatMap(({ exercises }) =>
  exercises.flatMap(({ path, manifest }) =>
    ['README.md', 'README.de.md'].flatMap((name) =>
      manifest.tasks.map(({ id }) => ({ task: id, name, exercise: manifest.id, file: join(path, name) })),
    ),
  ),
);

// The preview encodes a fragment before it looks for it, so that a heading with an umlaut is never found.
it.each(tasks)('the preview finds the heading of $task in $name of $exercise', async ({ file, task }) => {
  expect(taskHeading(await readFile(file, 'utf8'), task)).toMatch(/^[a-z0-9_-]+$/);
});

it('writes the heading as the preview does', () => {
  const text = '# All\n\n<a id="b"></a> <a id="c"></a>\n\n## A1. Build  it (`a.ts`)\n';
  expect(taskHeading(text, 'b')).toBe('a1-build--it-ats');
  expect(taskHeading(text, 'c')).toBe('a1-build--it-ats');
  expect(taskHeading(text, 'd')).toBeUndefined();
});
