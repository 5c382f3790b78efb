import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { chapterSchema, exerciseSchema, type Chapter, type Exercise } from '../course/manifest';
import { readCourseWords, readManifest, wordsFolder, type CourseWords } from './courseWords';

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
 * The chapters that lie in `root` (one folder each), in the order of their ids, with titles in the language that is spoken.
 * @throws FailureError naming the file when a manifest is wrong: it is its author's, not the student's; a file system error
 */
export async function loadCatalog(root: string): Promise<CatalogChapter[]> {
  const chapters = await Promise.all((await foldersIn(root)).map((name) => loadChapter(join(root, name))));
  return chapters.sort((a, b) => Number(a.manifest.id) - Number(b.manifest.id));
}

async function loadChapter(path: string): Promise<CatalogChapter> {
  const words = await readCourseWords(path);
  const manifest = await readManifest(join(path, 'chapter.json'), chapterSchema, words);
  const folders = (await foldersIn(path)).filter((name) => name !== wordsFolder);
  const exercises = await Promise.all(folders.map((folder) => loadExercise(join(path, folder), words)));
  exercises.sort((a, b) => a.manifest.id.localeCompare(b.manifest.id, 'en', { numeric: true }));
  return { manifest, exercises };
}

async function loadExercise(path: string, chapterWords: CourseWords): Promise<CatalogExercise> {
  const words = { ...chapterWords, ...(await readCourseWords(path)) };
  const manifest = await readManifest(join(path, 'exercise.json'), exerciseSchema, words);
  return { manifest, folder: basename(path), path };
}

async function foldersIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}
