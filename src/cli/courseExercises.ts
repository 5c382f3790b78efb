import { dirname, join } from 'node:path';
import { loadCatalog, type CatalogExercise } from '../protocol/catalog';
import type { Io } from './io';
import { existingPath } from './paths';

/** The exercises of the course that comes with LiTS Lab, or of another one. @param course folder of chapters */
export async function courseExercises(course: string | undefined, io: Io): Promise<CatalogExercise[]> {
  const folder = course
    ? await existingPath(course, io.cwd, 'folder')
    : join(dirname(io.workerPath), '..', 'exercises');
  return (await loadCatalog(folder)).flatMap(({ exercises }) => exercises);
}
