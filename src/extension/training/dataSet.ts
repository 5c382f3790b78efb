import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Folder name of a data set in the course's layout. */
export const dataSetFolder = 'Clean_LiTS';

/** The file that tells a data set's folder from any other. */
const landmark = 'train_classes.csv';

/**
 * The data set to train on: the configured folder if there is one, else `Clean_LiTS` in the first of `folders` that has it.
 * A folder that merely contains `Clean_LiTS` is taken for it. Undefined when there is none.
 */
export async function findDataSet(
  configured: string | undefined,
  folders: readonly string[],
): Promise<string | undefined> {
  const candidates = configured
    ? [configured, join(configured, dataSetFolder)]
    : folders.map((folder) => join(folder, dataSetFolder));
  for (const candidate of candidates) if (await isDataSet(candidate)) return candidate;
  return undefined;
}

/** The folders from a file's own up to its workspace folder, the nearest first. */
export function foldersUpTo(workspaceFolder: string, file: string): string[] {
  const folders: string[] = [];
  for (let folder = dirname(file); folder.length > workspaceFolder.length; folder = dirname(folder))
    folders.push(folder);
  return [...folders, workspaceFolder];
}

async function isDataSet(path: string): Promise<boolean> {
  try {
    return (await stat(join(path, landmark))).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}
