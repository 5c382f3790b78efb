import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { language } from '../words';

/** The language that is spoken, as the names of translated files of a course have it: `de` for `de-AT`. */
export function courseLanguage(): string {
  return (language().split('-')[0] ?? '').toLowerCase();
}

/**
 * A file or folder of a course in all of its languages: `README.md` and `README.de.md`, `starter` and `starter.de`.
 * @param folder that it lies in
 * @param name in English
 * @returns absolute paths: first the one in the language that is spoken, or else the English one
 */
export async function versionsOf(folder: string, name: string): Promise<[string, ...string[]]> {
  const { name: stem, ext } = path.parse(name);
  const isTranslation = (entry: string) =>
    entry.startsWith(`${stem}.`) &&
    entry.endsWith(ext) &&
    /^[a-z]{2,3}$/.test(entry.slice(stem.length + 1, entry.length - ext.length));
  const translations = (await readdir(folder)).filter(isTranslation).sort();
  const spoken = `${stem}.${courseLanguage()}${ext}`;
  const first = translations.includes(spoken) ? spoken : name;
  const others = [name, ...translations].filter((entry) => entry !== first);
  return [path.join(folder, first), ...others.map((entry) => path.join(folder, entry))];
}
