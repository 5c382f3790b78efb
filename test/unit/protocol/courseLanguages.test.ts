import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { versionsOf } from '../../../src/protocol/courseLanguages';
import { speak } from '../../../src/words';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'lits-languages-'));
  const files = ['README.md', 'README.de.md', 'README.fr.md', 'README.draft.md', 'README.de.md.bak'];
  for (const name of files) await writeFile(path.join(folder, name), '');
  for (const name of ['starter', 'starter.de']) await mkdir(path.join(folder, name));
});
afterEach(async () => {
  speak('en');
  await rm(folder, { recursive: true });
});

const namesOf = async (name: string) => (await versionsOf(folder, name)).map((file) => path.basename(file));

it.each([
  ['en', ['README.md', 'README.de.md', 'README.fr.md']],
  ['de', ['README.de.md', 'README.md', 'README.fr.md']],
  ['de-AT', ['README.de.md', 'README.md', 'README.fr.md']],
  ['it', ['README.md', 'README.de.md', 'README.fr.md']],
])('the version of a file in the language that is spoken comes first (%s)', async (locale, expected) => {
  speak(locale, {});
  expect(await namesOf('README.md')).toEqual(expected);
});

it('folders have versions as files do', async () => {
  speak('de', {});
  expect(await namesOf('starter')).toEqual(['starter.de', 'starter']);
});
