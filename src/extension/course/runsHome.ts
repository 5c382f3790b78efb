import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * The folder whose `.lits/runs` gets the runs of a file: the nearest with a `.lits` at or above the file, as the command line has
 * it, but not above the workspace folder; the workspace folder when there is none.
 */
export async function runsHome(file: string, workspaceFolder: string): Promise<string> {
  for (let folder = dirname(file); folder.length > workspaceFolder.length; folder = dirname(folder))
    if (await isFolder(join(folder, '.lits'))) return folder;
  return workspaceFolder;
}

/** The workspace folder and the folders directly inside it: where chapters, and with them runs, lie. */
export async function possibleHomes(workspaceFolder: string): Promise<string[]> {
  const entries = await readdir(workspaceFolder, { withFileTypes: true }).catch(absent);
  const inside = (entries ?? []).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  );
  return [workspaceFolder, ...inside.map((entry) => join(workspaceFolder, entry.name))];
}

export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(absent))?.isDirectory() ?? false;
}

/** A folder that is not there (or may not be read) holds nothing of ours. */
function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error) return undefined;
  throw error;
}
