import type { CatalogExercise } from '../protocol/catalog';
import { findSubmissions } from '../review/findSubmissions';
import type { FolderTree } from '../review/folderTree';
import { reviewPlaces } from './layout';
import { prepareSubmission, submissionId, type PreparedSubmission } from './prepareSubmission';
import { readTree } from './readTree';

/** A submission that was found and is not read yet. */
export interface HandIn {
  id: string;
  /** Reads what it holds; nothing of it is run. */
  prepare: () => Promise<PreparedSubmission>;
}

/** The submissions in a folder; archives are unpacked, once for each content. */
export async function findHandIns(
  root: string,
  exercises: readonly CatalogExercise[],
  signal?: AbortSignal,
): Promise<{ tree: FolderTree; handIns: HandIn[] }> {
  const tree = await readTree(root, reviewPlaces(root).unpacked, signal);
  const found = findSubmissions(tree, exercises);
  const handIns = found.map((one) => {
    const isAlone = found.filter(({ parts }) => parts[0] === one.parts[0]).length === 1;
    return { id: submissionId(one), prepare: () => prepareSubmission(one, isAlone, exercises) };
  });
  return { tree, handIns };
}
