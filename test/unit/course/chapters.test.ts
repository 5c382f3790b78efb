import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../../../src/protocol/catalog';

const catalog = await loadCatalog(fileURLToPath(new URL('../../../exercises', import.meta.url)));
const exercises = catalog.flatMap((chapter) => chapter.exercises);
const readme = (path: string) => readFile(join(path, 'README.md'), 'utf8');

describe.each(exercises)('exercise $manifest.id', ({ manifest, path, folder }) => {
  it('lies in a folder that begins with its id', () => {
    expect(folder.startsWith(`${manifest.id}-`)).toBe(true);
  });

  it('brings the file of its first task', async () => {
    await access(join(path, 'starter', manifest.tasks[0]?.file ?? ''));
  });

  it('names every task file in its instructions', async () => {
    const text = await readme(path);
    expect(manifest.tasks.filter(({ file }) => !text.includes(`\`${file}\``))).toEqual([]);
  });

  it('has a place for each task in its instructions, to be opened at', async () => {
    const text = await readme(path);
    expect(manifest.tasks.filter(({ id }) => !text.includes(`<a id="${id}"></a>`))).toEqual([]);
  });

  it('has tasks with different ids', () => {
    const ids = manifest.tasks.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

it('gives the parameters of the small CNN that its table adds up to', async () => {
  const [exercise] = exercises.filter(({ manifest }) => manifest.id === '3.2');
  const text = await readme(exercise?.path ?? '');
  const filters = [...text.matchAll(/\| convolution +\| (\d+) filters, 3 × 3/g)].map((match) =>
    Number(match[1]),
  );
  const units = [...text.matchAll(/\| fully connected +\| (\d+) units/g)].map((match) => Number(match[1]));
  const convolutions = filters.reduce(
    (sum, count, index) => sum + ((filters[index - 1] ?? 1) * 9 + 1) * count,
    0,
  );
  const side = 256 / 2 ** filters.length;
  const flat = side * side * (filters.at(-1) ?? 0);
  const dense = units.reduce((sum, count, index) => sum + ((units[index - 1] ?? flat) + 1) * count, 0);
  expect(text).toContain(`**${(convolutions + dense).toLocaleString('en')}**`);
});
