import { lstat, readdir } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { readRegularFile } from '../files/regularFile';
import type { CatalogExercise } from '../protocol/catalog';
import { roughText } from '../protocol/textFile';
import { decimals, t } from '../words';
import { sha256OfFile } from './hashes';
import { startersOf } from './starters';

/** A file to be handed in or checked. */
export interface WorkFile {
  /** Relative to the folder that it is collected from, with forward slashes. */
  path: string;
  /** Absolute path. */
  source: string;
  bytes: number;
  sha256: string;
}

export interface Collected {
  files: WorkFile[];
  /** Files that are too large or too many, and why. */
  leftOut: { path: string; why: string }[];
}

const mostBytesOfFile = 10e6;
const mostBytes = 50e6;
const mostFiles = 300;

/**
 * The files of a student's work on an exercise: those that its tasks and its starter name, in whatever case they are written, the
 * student's own files that these import, and the pictures that their Markdown shows. Links are not followed, nor is anything
 * outside of the folder looked at.
 * @param folder the student's folder of the exercise
 */
export async function collectWork(exercise: CatalogExercise, folder: string): Promise<Collected> {
  const listing = new Listing(folder);
  const wanted = [
    ...new Set([
      ...exercise.manifest.tasks.map(({ file }) => file),
      ...(await startersOf(exercise.path)).map(({ path }) => path),
    ]),
  ];
  const found = new Set<string>();
  const collected: Collected = { files: [], leftOut: [] };
  let bytes = 0;
  for (const path of wanted) for (const spelled of await listing.spellings(path)) found.add(spelled);
  // Grows while it is gone through: what a file imports comes after it.
  for (const path of found) {
    const source = join(folder, ...path.split('/'));
    const { size } = await lstat(source);
    const limit = tooLarge(size, bytes + size, collected.files.length);
    if (limit !== undefined) {
      collected.leftOut.push({ path, why: limit });
      continue;
    }
    bytes += size;
    collected.files.push({ path, source, bytes: size, sha256: await sha256OfFile(source) });
    if (!mayImport.test(path)) continue;
    for (const mentioned of mentionedIn(path, roughText(await readRegularFile(source))))
      for (const spelled of await listing.spellings(mentioned)) found.add(spelled);
  }
  collected.files.sort((a, b) => (a.path < b.path ? -1 : 1));
  return collected;
}

function tooLarge(size: number, total: number, count: number): string | undefined {
  if (size > mostBytesOfFile) return t('It has more than {0} MB.', decimals(mostBytesOfFile / 1e6, 0));
  if (total > mostBytes) return t('All files together have more than {0} MB.', decimals(mostBytes / 1e6, 0));
  return count >= mostFiles ? t('There are more than {0} files.', mostFiles) : undefined;
}

const mayImport = /\.([cm]?[jt]sx?|md)$/i;
const codeEndings = ['', '.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];

/**
 * Paths that a file mentions and that may be files of the same folder: more than it imports does no harm, and less would.
 * @param path of the file, relative to the folder
 */
function mentionedIn(path: string, text: string): string[] {
  const here = posix.dirname(path);
  if (/\.md$/i.test(path))
    return [...text.matchAll(/\]\(\s*<?([^)\s>]+)/g)]
      .map(([, link = '']) => posix.join(here, link))
      .filter((link) => /\.(png|jpe?g|svg)$/i.test(link));
  return [...text.matchAll(/(['"`])(\.{1,2}(?:\/[^'"`\n]*)?)\1/g)].flatMap(([, , wanted = '']) => {
    const target = posix.join(here, wanted);
    const asTypeScript = target.replace(/\.([cm]?)js(x?)$/, '.$1ts$2');
    return [target, asTypeScript, `${target}/index`].flatMap((stem) =>
      codeEndings.map((ending) => stem + ending),
    );
  });
}

/** Files of a folder, found whatever the case of their names. */
class Listing {
  private readonly known = new Map<string, Promise<readonly { name: string; isFile: boolean }[]>>();

  constructor(private readonly folder: string) {}

  /** The regular files that a path names, in any case, as they are written. @param path relative, with forward slashes */
  async spellings(path: string): Promise<string[]> {
    const parts = posix.normalize(path).split('/');
    if (parts.some((part) => part.startsWith('.') || part === 'node_modules' || part === '')) return [];
    let folders = [''];
    for (const part of parts.slice(0, -1)) folders = await this.matching(folders, part, false);
    return this.matching(folders, parts.at(-1) ?? '', true);
  }

  private async matching(folders: readonly string[], wanted: string, isFile: boolean): Promise<string[]> {
    const found = await Promise.all(
      folders.map(async (folder) =>
        (await this.entries(folder))
          .filter((entry) => entry.isFile === isFile && entry.name.toLowerCase() === wanted.toLowerCase())
          .map(({ name }) => posix.join(folder, name)),
      ),
    );
    return found.flat();
  }

  private entries(folder: string) {
    const known = this.known.get(folder) ?? this.read(folder);
    this.known.set(folder, known);
    return known;
  }

  private async read(folder: string) {
    const entries = await readdir(join(this.folder, folder), { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() || entry.isDirectory())
      .map((entry) => ({ name: entry.name, isFile: entry.isFile() }));
  }
}
