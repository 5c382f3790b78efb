import { readdirSync } from 'node:fs';
import path from 'node:path';
import { t } from '../../words';

/** What an import may leave out. */
const extensions = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

/**
 * What is wrong with an import whose file on the disk has another name in upper and lower case: some systems find that file,
 * and others do not. Undefined where the names are the same, or there is no such file.
 * @param from the folder of the importing file
 * @param wanted as it is written, such as `./parts/Block`
 */
export function otherSpelling(from: string, wanted: string): string | undefined {
  let folder = from;
  const found: string[] = [];
  const parts = path.posix.normalize(wanted).split('/').filter(Boolean);
  for (const [position, part] of parts.entries()) {
    const name = part === '..' || part === '.' ? part : nameIn(folder, part, position === parts.length - 1);
    if (name === undefined) return undefined;
    found.push(name);
    folder = path.join(folder, name);
  }
  const actual = found.join('/');
  if (actual.startsWith(parts.join('/').replace(/\.[cm]?jsx?$/, ''))) return undefined;
  return t("'{0}' differs from the file's name in upper and lower case: found {1}.", wanted, actual);
}

/** The name of a part in a folder, the very same before one that differs in case; undefined where there is none. */
function nameIn(folder: string, part: string, isLast: boolean): string | undefined {
  const names = namesIn(folder);
  const stem = part.replace(/\.[cm]?jsx?$/, '');
  const possible = isLast
    ? [part, stem].flatMap((base) => extensions.map((extension) => base + extension))
    : [part];
  const lower = possible.map((name) => name.toLowerCase());
  return (
    possible.find((name) => names.includes(name)) ?? names.find((name) => lower.includes(name.toLowerCase()))
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error instanceof Error && 'code' in error) return [];
    throw error;
  }
}
