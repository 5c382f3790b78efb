import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { chapterSchema, exerciseSchema, type Chapter, type Exercise } from '../course/manifest';

export interface CatalogExercise {
  manifest: Exercise;
  /** Name of the exercise's folder, in the extension and in the student's chapter folder. */
  folder: string;
  /** Absolute path of the exercise in the extension. */
  path: string;
}

export interface CatalogChapter {
  manifest: Chapter;
  exercises: CatalogExercise[];
}

/**
 * The chapters that lie in `root` (one folder each), in the order of their ids.
 * @throws Error naming the file when a manifest is missing or wrong: the course is part of the product, so this is a fault of ours.
 */
export async function loadCatalog(root: string): Promise<CatalogChapter[]> {
  const chapters = await Promise.all((await foldersIn(root)).map((name) => loadChapter(join(root, name))));
  return chapters.sort((a, b) => Number(a.manifest.id) - Number(b.manifest.id));
}

async function loadChapter(path: string): Promise<CatalogChapter> {
  const manifest = await readManifest(join(path, 'chapter.json'), chapterSchema);
  const exercises = await Promise.all(
    (await foldersIn(path)).map(async (folder) => ({
      manifest: await readManifest(join(path, folder, 'exercise.json'), exerciseSchema),
      folder,
      path: join(path, folder),
    })),
  );
  exercises.sort((a, b) => a.manifest.id.localeCompare(b.manifest.id, 'en', { numeric: true }));
  return { manifest, exercises };
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function readManifest<T>(file: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(JSON.parse(await readFile(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
