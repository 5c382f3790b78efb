import { readFile } from 'node:fs/promises';
import type * as z from 'zod';
import { hasCode } from '../protocol/errorCode';
import { unicodeText } from '../protocol/textFile';
import { namedFault, validate } from '../protocol/validate';
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
    if (error instanceof SyntaxError) return { state: 'damaged', why: t('It is cut, or it is not JSON.') };
    throw error;
  }
  const read = validate(schema, value);
  if (read.ok) return { state: 'whole', value: read.value };
  const [first] = read.faults;
  return { state: 'damaged', why: first ? namedFault(first) : t('It does not hold what it should.') };
}
