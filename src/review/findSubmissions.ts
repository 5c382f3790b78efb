import type { CatalogExercise } from '../protocol/catalog';
import { submissionFiles } from '../protocol/submission';
import { treesBelow, type FolderTree } from './folderTree';

export type SoughtExercise = Pick<CatalogExercise, 'folder' | 'manifest'>;

/** Work on an exercise. */
export interface FoundWork {
  /** Id of the exercise. */
  exercise: string;
  /** Folder that holds its files. */
  folder: FolderTree;
  /** Other folders with work on it, which are not looked at. */
  copies: readonly FolderTree[];
}

export interface FoundSubmission {
  /** Names of the folders and archives that lead to it, the reviewed folder left out. */
  parts: readonly string[];
  tree: FolderTree;
  work: readonly FoundWork[];
}

/**
 * The submissions in a folder. What an exercise's folder is shows in the files of the course that it holds, whatever it is called.
 * Every folder and archive directly in the reviewed one is at least one submission, also without any work in it; it is several
 * where parts of it hold work on the same exercise, as an archive of a whole class does.
 */
export function findSubmissions(root: FolderTree, exercises: readonly SoughtExercise[]): FoundSubmission[] {
  const isOne = isMarked(root) || isChapter(root, exercises) || holdsAny(root, exercises);
  if (isOne) return [submissionOf([], root, exercises)];
  return root.folders.flatMap((child) => within([child.name], child, exercises));
}

function within(
  parts: readonly string[],
  tree: FolderTree,
  exercises: readonly SoughtExercise[],
): FoundSubmission[] {
  if (!holdsSeveral(tree, exercises)) return [submissionOf(parts, tree, exercises)];
  return tree.folders.flatMap((child) => within([...parts, child.name], child, exercises));
}

function holdsSeveral(tree: FolderTree, exercises: readonly SoughtExercise[]): boolean {
  if (isMarked(tree) || isChapter(tree, exercises) || holdsAny(tree, exercises)) return false;
  const seen = new Set<string>();
  for (const child of tree.folders)
    for (const exercise of exercises) {
      if (placesOf(child, exercise).length === 0) continue;
      if (seen.has(exercise.manifest.id)) return true;
      seen.add(exercise.manifest.id);
    }
  // One folder or archive in another: the several may be further in.
  return tree.folders.some((child) => holdsSeveral(child, exercises));
}

const isMarked = ({ files }: FolderTree) => files.includes(submissionFiles.manifest);

/** Whether a folder is a student's folder of the chapter, by the names in it. */
const isChapter = ({ folders }: FolderTree, exercises: readonly SoughtExercise[]) =>
  folders.some((child) =>
    exercises.some((exercise) => isSame(child.name, exercise.folder) && placesOf(child, exercise).length > 0),
  );

const holdsAny = (tree: FolderTree, exercises: readonly SoughtExercise[]) =>
  exercises.some((exercise) => holdsWork(tree, exercise));

function submissionOf(
  parts: readonly string[],
  tree: FolderTree,
  exercises: readonly SoughtExercise[],
): FoundSubmission {
  const work = exercises.flatMap((exercise): FoundWork[] => {
    const places = placesOf(tree, exercise);
    const folder = places.find(({ name }) => isSame(name, exercise.folder)) ?? places[0];
    if (!folder) return [];
    const copies = places.filter((place) => place !== folder);
    return [{ exercise: exercise.manifest.id, folder, copies }];
  });
  return { parts, tree, work };
}

/** Folders that directly hold work on an exercise, the nearest first. */
const placesOf = (tree: FolderTree, exercise: SoughtExercise): FolderTree[] =>
  [...treesBelow(tree)].filter((folder) => holdsWork(folder, exercise));

/** Whether a folder has one of the files of an exercise, in whatever case it is written. */
function holdsWork(tree: FolderTree, { manifest }: SoughtExercise): boolean {
  return manifest.tasks.some(({ file }) => {
    const names = file.split('/');
    const last = names.pop() ?? '';
    let folder: FolderTree | undefined = tree;
    for (const name of names) folder = folder?.folders.find((child) => isSame(child.name, name));
    return folder?.files.some((name) => isSame(name, last)) ?? false;
  });
}

const isSame = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();

/**
 * Whose submission a path suggests: the outermost name, or the whole path where several lie below that. What learning platforms add
 * is left out, as in `Ada Lovelace_12345_assignsubmission_file_`.
 */
export function nameFromPath(parts: readonly string[], isAlone: boolean): string {
  const [outermost] = parts;
  if (outermost === undefined) return '';
  return (isAlone ? [outermost] : parts).map(plainName).join(' / ');
}

const plainName = (name: string) =>
  name.replace(/\.zip$/i, '').replace(/_\d+_assignsubmission_(file|onlinetext)_?$/i, '') || name;
