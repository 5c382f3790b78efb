import { join } from 'node:path';
import { isFolder, possibleHomes } from '../../runs';
import type { CatalogChapter } from '../../protocol/catalog';

/**
 * Where the student keeps a chapter: the first of the workspace folders and the folders directly inside them that holds one of
 * the chapter's exercises; undefined when there is none.
 */
export async function findChapterFolder(
  chapter: CatalogChapter,
  workspaceFolders: readonly string[],
): Promise<string | undefined> {
  for (const folder of workspaceFolders)
    for (const home of await possibleHomes(folder))
      for (const exercise of chapter.exercises) if (await isFolder(join(home, exercise.folder))) return home;
  return undefined;
}
