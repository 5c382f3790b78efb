import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CatalogChapter } from './catalog';

/**
 * Where the student keeps a chapter: the first of the workspace folders and the folders directly inside them that holds one of
 * the chapter's exercises; undefined when there is none.
 */
export async function findChapterFolder(
  chapter: CatalogChapter,
  workspaceFolders: readonly string[],
): Promise<string | undefined> {
  for (const folder of workspaceFolders) {
    const candidates = [folder, ...(await subfoldersOf(folder))];
    for (const candidate of candidates)
      for (const exercise of chapter.exercises)
        if (await isFolder(join(candidate, exercise.folder))) return candidate;
  }
  return undefined;
}

async function subfoldersOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(absent);
  return (entries ?? [])
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => join(folder, entry.name));
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(absent))?.isDirectory() ?? false;
}

/** A folder that is not there (or may not be read) holds nothing of ours. */
function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error) return undefined;
  throw error;
}
