import path from 'node:path';
import * as z from 'zod';
import { t } from '../words';
import { courseLanguage } from './courseLanguages';
import { hasCode } from './errorCode';
import { FailureError, messageOf } from './failure';
import { readUnicodeFile } from './textFile';
import { faultLines, validate } from './validate';

/** Translations that come with a course, by their English text. */
export const courseWordsSchema = z.record(z.string(), z.string());
export type CourseWords = Readonly<z.infer<typeof courseWordsSchema>>;

/** In the folder of a chapter or of an exercise; holds a file for each language, such as `de.json`. */
export const wordsFolder = 'l10n';

/**
 * The translations of a folder of a course to the language that is spoken; none where it brings none.
 * @throws FailureError when its file cannot be used
 */
export async function readCourseWords(folder: string): Promise<CourseWords> {
  const file = path.join(folder, wordsFolder, `${courseLanguage()}.json`);
  try {
    return required(courseWordsSchema, JSON.parse(await readUnicodeFile(file)));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return {};
    throw unusable(t('The translations of the course cannot be used: {0}.', file), error);
  }
}

/** As `readCourseWords`, for an exercise: its own translations, and those of its chapter. */
export async function readExerciseWords(folder: string): Promise<CourseWords> {
  const chapter = await readCourseWords(path.dirname(folder));
  return { ...chapter, ...(await readCourseWords(folder)) };
}

/** For `JSON.parse` of a manifest: titles and summaries are read in another language. */
function translateTitles(words: CourseWords): (key: string, value: unknown) => unknown {
  return (key, value) => {
    const isText = typeof value === 'string' && (key === 'title' || key === 'summary');
    return isText && Object.hasOwn(words, value) ? words[value] : value;
  };
}

/**
 * A chapter's or an exercise's manifest, in the language that is spoken.
 * @throws FailureError when it cannot be used; a file system error
 */
export async function readManifest<T>(file: string, schema: z.ZodType<T>, words: CourseWords): Promise<T> {
  const text = await readUnicodeFile(file);
  try {
    return required(schema, JSON.parse(text, translateTitles(words)));
  } catch (error) {
    throw unusable(t('This part of the course cannot be used: {0}.', file), error);
  }
}

function required<T>(schema: z.ZodType<T>, value: unknown): T {
  const read = validate(schema, value);
  if (read.ok) return read.value;
  throw new Error(faultLines(read.faults));
}

function unusable(what: string, error: unknown): FailureError {
  return new FailureError({ what, why: messageOf(error), next: t('Tell the author of the course.') }, error);
}
