import { basename, dirname, join } from 'node:path';
import type { CatalogExercise } from '../protocol/catalog';
import { foldersUp, isFolder, nearestHome, ownFolder } from '../runs';
import { reviewPlaces } from './layout';

/** Where the last report of the checks on an exercise is kept: with the runs of the chapter, or in its folder. @param chapter the student's folder of it */
export async function reportFileOf(chapter: string, exercise: string): Promise<string> {
  return join((await nearestHome([chapter])) ?? chapter, ownFolder, 'checks', `${exercise}.json`);
}

/**
 * The same for the folder of an exercise; undefined where it is not named as the exercise's, so that nobody would look for a report, and
 * in a folder of hand-ins: what students have handed in stays as it is.
 */
export async function reportFileFor(
  folder: string,
  exercise: Pick<CatalogExercise, 'folder' | 'manifest'>,
): Promise<string | undefined> {
  if (basename(folder) !== exercise.folder) return undefined;
  for (const above of foldersUp(folder)) if (await isFolder(reviewPlaces(above).home)) return undefined;
  return reportFileOf(dirname(folder), exercise.manifest.id);
}
