import { readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { exists } from '../files/exists';
import { unzip } from '../files/unzip';
import { FailureError, reasonOf } from '../protocol/failure';
import type { FolderTree } from '../review/folderTree';
import { ownFolder } from '../runs';
import { t } from '../words';
import { sha256OfFile } from './hashes';

/** More than any hand-in of a chapter has, and less than fills a disk; of each folder or archive directly in the reviewed one. */
const limits = { archives: 500, folders: 20_000, files: 100_000, bytes: 2e9 };
const deepest = 12;
/** Of one archive, entries that are not unpacked included. */
const mostEntries = 200_000;
/** Unpacked, of one archive. */
const mostBytes = 1e9;

/** What may be part of a hand-in; data sets, weights and packages are not. */
const kinds = new Set(
  '.ts .tsx .mts .cts .js .jsx .mjs .cjs .json .jsonl .md .txt .pdf .png .jpg .jpeg .svg .zip'.split(' '),
);
const isUnwantedFolder = (name: string) =>
  name === 'node_modules' || name === '__MACOSX' || name === 'checkpoints' || /^Clean_LiTS$/i.test(name);
/** Of all hidden names, those of a student's runs and reports alone. */
const isHidden = (name: string) => name.startsWith('.') && name !== ownFolder && name !== '..';
const ownFolders = new Set(['runs', 'checks']);

const isFileOfInterest = (name: string) => !isHidden(name) && kinds.has(extname(name).toLowerCase());

/** @param parts names from the outermost folder to the entry itself */
function isEntryOfInterest(parts: readonly string[]): boolean {
  const folders = parts.slice(0, -1);
  return (
    isFileOfInterest(parts.at(-1) ?? '') &&
    folders.every(
      (name, index) =>
        !isUnwantedFolder(name) &&
        !isHidden(name) &&
        (folders[index - 1] !== ownFolder || ownFolders.has(name)),
    )
  );
}

interface Budget {
  archives: number;
  folders: number;
  files: number;
  /** Unpacked. */
  bytes: number;
}

/**
 * The folders and archives of a reviewed folder. Archives are unpacked below `unpacked`, once for each content; links are not followed.
 * What is damaged, hostile or too much costs only itself: its place in the tree has a fault.
 */
export async function readTree(root: string, unpacked: string, signal?: AbortSignal): Promise<FolderTree> {
  const { files, folders, archives } = await namesIn(root);
  const children: FolderTree[] = [];
  for (const name of folders)
    children.push(await readable(name, root, () => readFolder(name, join(root, name), [], freshBudget())));
  for (const name of archives)
    children.push(await readable(name, root, () => readArchive(name, join(root, name), freshBudget())));
  children.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
  return { name: basename(root), path: root, files, folders: children };

  async function readFolder(
    name: string,
    path: string,
    above: readonly string[],
    budget: Budget,
  ): Promise<FolderTree> {
    signal?.throwIfAborted();
    const names = await namesIn(path, name === ownFolder);
    budget.folders -= 1;
    budget.files -= names.files.length;
    if (budget.folders < 0 || budget.files < 0 || above.length > deepest) throw tooMuch();
    const inside: FolderTree[] = [];
    for (const child of names.folders)
      inside.push(
        await readable(child, path, () => readFolder(child, join(path, child), [...above, name], budget)),
      );
    for (const child of names.archives)
      inside.push(await readable(child, path, () => readArchive(child, join(path, child), budget)));
    return { name, path, files: names.files, folders: inside };
  }

  async function readArchive(name: string, archive: string, budget: Budget): Promise<FolderTree> {
    signal?.throwIfAborted();
    budget.archives -= 1;
    if (budget.archives < 0) throw tooMuch();
    const folder = join(unpacked, (await sha256OfFile(archive)).slice(0, 32));
    if (!(await exists(folder))) {
      let bytes = 0;
      await unzip(archive, folder, {
        isWanted: (entry) => isEntryOfInterest(entry.split(/[\\/]/).filter((part) => !/^\.?$/.test(part))),
        limits: { entries: mostEntries, bytes: Math.min(mostBytes, budget.bytes) },
        onProgress: (_done, total) => (bytes = total),
        ...(signal ? { signal } : {}),
      });
      budget.bytes -= bytes;
    }
    return readFolder(name, folder, [], budget);
  }
}

const freshBudget = (): Budget => ({ ...limits });

const tooMuch = () =>
  new FailureError({
    what: t('It holds more folders, files or archives than a hand-in can have.'),
    next: t('Ask for one that holds the files of the exercises alone.'),
  });

/** What is read, or a place with the reason why it cannot be. */
async function readable(name: string, parent: string, read: () => Promise<FolderTree>): Promise<FolderTree> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof FailureError || (error instanceof Error && 'code' in error))) throw error;
    const why = error instanceof FailureError ? (error.failure.why ?? error.failure.what) : reasonOf(error);
    return { name, path: join(parent, name), files: [], folders: [], fault: why };
  }
}

/** Names of what is of interest in a folder, in order. */
async function namesIn(
  folder: string,
  isOwn = false,
): Promise<{ files: string[]; folders: string[]; archives: string[] }> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
  const files = entries.filter((entry) => entry.isFile() && isFileOfInterest(entry.name));
  const isArchive = ({ name }: { name: string }) => extname(name).toLowerCase() === '.zip';
  return {
    files: files.filter((entry) => !isArchive(entry)).map(({ name }) => name),
    archives: files.filter(isArchive).map(({ name }) => name),
    folders: entries
      .filter(
        (entry) =>
          entry.isDirectory() &&
          !isHidden(entry.name) &&
          !isUnwantedFolder(entry.name) &&
          (!isOwn || ownFolders.has(entry.name)),
      )
      .map(({ name }) => name),
  };
}
