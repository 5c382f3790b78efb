import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { hasCode } from '../protocol/errorCode';
import { unicodeText } from '../protocol/textFile';
import { t } from '../words';

/** What a JSON file holds, as far as it can be read. */
export type JsonFile<T> =
  | { state: 'whole'; value: T }
  | { state: 'missing' }
  /** It is cut, was edited, or comes from another version. */
  | { state: 'damaged'; why: string };

/** Reads a JSON file that must be what the schema says. @throws when the disk does not give it */
export async function readJsonFile<T>(file: string, schema: z.ZodType<T>): Promise<JsonFile<T>> {
  const bytes = await readIfPresent(file);
  if (bytes === undefined) return { state: 'missing' };
  const text = unicodeText(bytes);
  if (text === undefined) return { state: 'damaged', why: t('It is not in UTF-8.') };
  return parseJson(text, schema);
}

/** The value of a JSON file that can be made anew: undefined where it is missing or damaged. */
export async function readJsonIfWhole<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  const read = await readJsonFile(file, schema);
  return read.state === 'whole' ? read.value : undefined;
}

/** A file's bytes; undefined when there is no such file. */
export async function readIfPresent(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
    throw error;
  }
}

/** Parses JSON text, and validates its value with the schema. */
export function parseJson<T>(text: string, schema: z.ZodType<T>): Exclude<JsonFile<T>, { state: 'missing' }> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { state: 'damaged', why: error.message };
    throw error;
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return { state: 'whole', value: parsed.data };
  const why = parsed.error.issues.map(({ path, message }) =>
    [path.join('.'), message].filter(Boolean).join(': '),
  );
  return { state: 'damaged', why: why[0] ?? parsed.error.message };
}
