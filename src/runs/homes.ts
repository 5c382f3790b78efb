import { readdir, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** Folder of ours inside a student's folder; where it is, runs have their home. */
export const ownFolder = '.lits';

/**
 * The home that the runs of a file or folder have: the nearest folder with a `.lits`, at or above one of the `starts`, the first
 * start first; undefined when there is none.
 * @param root folder above which nothing is looked for
 */
export async function nearestHome(starts: readonly string[], root?: string): Promise<string | undefined> {
  for (const folder of starts.flatMap((start) => foldersUp(start, root)))
    if (await isFolder(join(folder, ownFolder))) return folder;
  return undefined;
}

/** As `nearestHome`, within a workspace folder, which is the home when there is no other. */
export async function runsHome(start: string, workspaceFolder: string): Promise<string> {
  return (await nearestHome([start], workspaceFolder)) ?? workspaceFolder;
}

/** A folder and those above it, the nearest first. @param root the last of them; default: the root of the disk */
export function foldersUp(start: string, root?: string): string[] {
  const folders: string[] = [];
  for (
    let folder = resolve(start);
    root === undefined || folder.length > root.length;
    folder = dirname(folder)
  ) {
    folders.push(folder);
    if (dirname(folder) === folder) break;
  }
  return root === undefined ? folders : [...folders, root];
}

/** The workspace folder and the folders directly inside it: where chapters, and with them runs, lie. */
export async function possibleHomes(workspaceFolder: string): Promise<string[]> {
  const entries = await readdir(workspaceFolder, { withFileTypes: true }).catch(absent);
  const inside = (entries ?? []).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules',
  );
  return [workspaceFolder, ...inside.map((entry) => join(workspaceFolder, entry.name))];
}

/** Whether there is anything at a path that may be looked at. */
export async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(absent)) !== undefined;
}

/** Whether there is a folder at a path. */
export async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(absent))?.isDirectory() ?? false;
}

/** A folder that is not there (or may not be read) holds nothing of ours. */
function absent(error: unknown): undefined {
  if (error instanceof Error && 'code' in error) return undefined;
  throw error;
}
