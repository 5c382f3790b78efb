import { dirname, join } from 'node:path';
import { loadCatalog, type CatalogChapter, type CatalogExercise } from '../protocol/catalog';
import { FailureError } from '../protocol/failure';
import { list, t } from '../words';
import type { Io } from './io';
import { existingPath } from './paths';

/** The exercises of the course that comes with LiTS Lab, or of another one. @param course folder of chapters */
export async function courseExercises(course: string | undefined, io: Io): Promise<CatalogExercise[]> {
  return (await courseChapters(course, io)).flatMap(({ exercises }) => exercises);
}

/** The chapter that is meant: by its id, or the only one of the course. @throws FailureError when it is not clear */
export async function courseChapter(
  { course, chapter: id }: { course?: string; chapter?: string },
  io: Io,
): Promise<CatalogChapter> {
  const chapters = await courseChapters(course, io);
  const meant = chapters.filter(({ manifest }) => id === undefined || manifest.id === id);
  const [chapter, another] = meant;
  if (chapter && !another) return chapter;
  const ids = list(
    chapters.map(({ manifest }) => manifest.id),
    'or',
  );
  throw new FailureError({
    what: another ? t('It is not clear which chapter is meant.') : t('There is no chapter {0}.', id ?? ''),
    next: t('Say which one it is, as in --chapter {0}.', ids),
  });
}

async function courseChapters(course: string | undefined, io: Io): Promise<CatalogChapter[]> {
  const folder = course
    ? await existingPath(course, io.cwd, 'folder')
    : join(dirname(io.workerPath), '..', 'exercises');
  return loadCatalog(folder);
}
