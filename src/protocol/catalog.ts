import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as z from 'zod';
import { chapterSchema, exerciseSchema, type Chapter, type Exercise } from '../course/manifest';
import { readCourseWords, translateTitles, wordsFolder, type CourseWords } from './courseWords';
import { readUnicodeFile } from './textFile';

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
 * @throws Error naming the file when a manifest is missing or wrong: the course is part of the product, so this is a fault of ours.
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

async function readManifest<T>(file: string, schema: z.ZodType<T>, words: CourseWords): Promise<T> {
  const parsed = schema.safeParse(JSON.parse(await readUnicodeFile(file), translateTitles(words)));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
