import { encode } from 'iconv-lite';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { loadCatalog } from '../../../src/protocol/catalog';
import { readExerciseWords, readManifest } from '../../../src/protocol/courseWords';
import { FailureError } from '../../../src/protocol/failure';
import { speak } from '../../../src/words';
import { speakCarried } from '../../../src/words/bundles';
import { temporaryFolder } from '../train/student';

const packs = fileURLToPath(new URL('../../packs', import.meta.url));
const course = fileURLToPath(new URL('../../../exercises', import.meta.url));

afterEach(() => speak('en'));

/** All titles and summaries of a course, options and stated shapes included. */
async function texts(root: string): Promise<string[]> {
  return (await loadCatalog(root)).flatMap(({ manifest, exercises }) => [
    manifest.title,
    manifest.summary,
    ...exercises.flatMap(({ manifest: { title, summary, tasks, options = [], models = [] } }) => [
      title,
      summary,
      ...[...tasks, ...options, ...models.flatMap(({ shapes }) => shapes)].map((one) => one.title),
    ]),
  ]);
}

describe('the titles of a course', () => {
  it('are read in the language that is spoken, those of an exercise before those of its chapter', async () => {
    speakCarried('de-AT');
    const [{ manifest, exercises }] = await loadCatalog(packs);
    expect(manifest.title).toBe('Rechnen');
    expect(exercises.map((exercise) => exercise.manifest.title)).toEqual([
      'Summen',
      'Escapes',
      'Trefferquote',
    ]);
  });

  it('are English where nothing else is spoken', async () => {
    const [{ manifest }] = await loadCatalog(packs);
    expect(manifest.title).toBe('Arithmetic');
  });

  it('of our own chapter are all in German', async () => {
    speakCarried('de');
    const words = await readExerciseWords(path.join(course, 'chapter3', '3.4-modern-models'));
    speak('en');
    expect((await texts(course)).filter((text) => !Object.hasOwn(words, text))).toEqual([]);
  });
});

describe('translations that an editor has saved in another encoding', () => {
  async function saved(encoding: string): Promise<string> {
    speakCarried('de');
    const chapter = await temporaryFolder();
    await mkdir(path.join(chapter, 'l10n'));
    const text = '{ "Sums": "Überschüsse" }';
    await writeFile(path.join(chapter, 'l10n', 'de.json'), encode(text, encoding, { addBOM: true }));
    return path.join(chapter, 'exercise');
  }

  it.each(['utf8', 'utf16le', 'utf16be'])('are read in %s, with a byte-order mark', async (encoding) => {
    expect(await readExerciseWords(await saved(encoding))).toEqual({ Sums: 'Überschüsse' });
  });

  it('are named in Windows-1252, never misread', async () => {
    const exercise = await saved('windows-1252');
    await expect(readExerciseWords(exercise)).rejects.toThrow(/de\.json ist nicht in UTF-8/);
  });
});

describe('a manifest', () => {
  const schema = z.object({ title: z.string() });
  async function written(bytes: Buffer): Promise<string> {
    const file = path.join(await temporaryFolder(), 'exercise.json');
    await writeFile(file, bytes);
    return file;
  }

  it.each(['utf8', 'utf16le', 'utf16be'])('is read in %s, with a byte-order mark', async (encoding) => {
    const file = await written(encode('{ "title": "Brüche" }', encoding, { addBOM: true }));
    expect(await readManifest(file, schema, {})).toEqual({ title: 'Brüche' });
  });

  it.each([
    ['in another encoding', encode('{ "title": "Brüche" }', 'windows-1252')],
    ['that is cut', Buffer.from('{ "title": ')],
    ['that lacks something', Buffer.from('{}')],
  ])('%s is named as what cannot be used', async (_, bytes) => {
    const file = await written(bytes);
    await expect(readManifest(file, schema, {})).rejects.toThrow(FailureError);
    await expect(readManifest(file, schema, {})).rejects.toThrow(/exercise\.json/);
  });
});

describe('translations that cannot be used', () => {
  it.each([
    ['no JSON', '{'],
    ['no texts', '{ "Sums": 3 }'],
  ])('are named: %s', async (_name, text) => {
    speakCarried('de');
    const chapter = await temporaryFolder();
    await mkdir(path.join(chapter, 'l10n'));
    await writeFile(path.join(chapter, 'l10n', 'de.json'), text);
    await expect(readExerciseWords(path.join(chapter, '9.1-sums'))).rejects.toThrow(
      path.join('l10n', 'de.json'),
    );
  });
});
