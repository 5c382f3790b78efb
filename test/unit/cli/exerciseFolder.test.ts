import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findExercise } from '../../../src/cli/exerciseFolder';
import { loadCatalog } from '../../../src/protocol/catalog';
import { temporaryFolder } from '../train/student';

const packs = fileURLToPath(new URL('../../packs', import.meta.url));
const exercises = (await loadCatalog(packs)).flatMap((chapter) => chapter.exercises);

/** A folder with some files and folders (with a slash at the end) in it. */
async function withEntries(...entries: string[]): Promise<(...parts: string[]) => string> {
  const root = await temporaryFolder();
  for (const entry of entries) {
    await mkdir(path.join(root, path.dirname(entry)), { recursive: true });
    if (entry.endsWith('/')) await mkdir(path.join(root, entry), { recursive: true });
    else await writeFile(path.join(root, entry), '');
  }
  return (...parts) => path.join(root, ...parts);
}

describe('the exercise that is checked', () => {
  it('is known by the name of a folder above the path', async () => {
    const at = await withEntries('9.1-sums/sum.ts');
    const found = findExercise(at('9.1-sums', 'sum.ts'), undefined, exercises);
    expect([found.exercise.manifest.id, found.folder]).toEqual(['9.1', at('9.1-sums')]);
  });

  it('is known by a folder in another case', async () => {
    const at = await withEntries('9.1-Sums/sum.ts');
    expect(findExercise(at('9.1-Sums'), undefined, exercises).folder).toBe(at('9.1-Sums'));
    expect(findExercise(at(), '9.1', exercises).folder).toBe(at('9.1-Sums'));
  });

  it('lies in the folder of its name inside the path', async () => {
    const at = await withEntries('9.1-sums/');
    expect(findExercise(at(), '9.1', exercises).folder).toBe(at('9.1-sums'));
  });

  it('is any folder that holds its files', async () => {
    const at = await withEntries('abgabe-anna/sum.ts');
    expect(findExercise(at('abgabe-anna'), '9.1', exercises).folder).toBe(at('abgabe-anna'));
  });

  it.each([undefined, '9.1'])(
    'is found when its folder lies in another of its name, with id %s',
    async (id) => {
      const at = await withEntries('9.1-sums/9.1-sums/sum.ts', '9.1-sums/__MACOSX/9.1-sums/._sum.ts');
      expect(findExercise(at('9.1-sums'), id, exercises)).toMatchObject({
        folder: at('9.1-sums', '9.1-sums'),
      });
    },
  );

  it('is found below the folder of a submission', async () => {
    const at = await withEntries('abgabe-anna/work/9.1-sums/sum.ts', 'abgabe-anna/work/notes.md');
    expect(findExercise(at('abgabe-anna'), '9.1', exercises).folder).toBe(
      at('abgabe-anna', 'work', '9.1-sums'),
    );
  });

  it('is not chosen among the folders of several students', async () => {
    const at = await withEntries('abgaben/anna/sum.ts', 'abgaben/ben/sum.ts');
    expect(() => findExercise(at('abgaben'), '9.1', exercises)).toThrow(/several hold work[^]*anna[^]*ben/);
  });

  it('has a second copy named', async () => {
    const at = await withEntries('9.1-sums/sum.ts', '9.1-sums/9.1-sums/sum.ts');
    expect(findExercise(at('9.1-sums'), undefined, exercises)).toMatchObject({
      folder: at('9.1-sums'),
      copy: at('9.1-sums', '9.1-sums'),
    });
  });

  it('is not looked for around a file of something else', async () => {
    const at = await withEntries('abgaben/anna.zip', 'abgaben/ben/sum.ts');
    expect(() => findExercise(at('abgaben', 'anna.zip'), '9.1', exercises)).toThrow(
      /anna\.zip is no file of exercise 9\.1/,
    );
  });

  it('is not the folder of another exercise', async () => {
    const at = await withEntries('9.2-escapes/');
    expect(() => findExercise(at('9.2-escapes'), '9.1', exercises)).toThrow(
      /is the folder of exercise 9\.2, not of 9\.1/,
    );
  });

  it('is asked for where it cannot be known', async () => {
    const at = await withEntries('work/');
    expect(() => findExercise(at('work'), undefined, exercises)).toThrow('not clear which exercise');
  });
});
