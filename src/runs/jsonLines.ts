import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeFileSync } from 'node:fs';
import type * as z from 'zod';
import { isFull } from '../files/full';
import { unicodeText } from '../protocol/textFile';
import { parseJson, readIfPresent } from '../files/jsonFile';

/** What a file of JSON lines holds. */
export interface JsonLines<T> {
  /** The lines that are whole. */
  lines: T[];
  /** How many lines are not: cut when a process was killed, or changed by hand. */
  damaged: number;
}

/** Reads a file of JSON lines, each of which must be what the schema says. A file that is missing has no lines. */
export async function readJsonLines<T>(file: string, schema: z.ZodType<T>): Promise<JsonLines<T>> {
  const read: JsonLines<T> = { lines: [], damaged: 0 };
  const bytes = (await readIfPresent(file)) ?? Buffer.alloc(0);
  const whole = unicodeText(bytes);
  for (const line of (whole ?? bytes.toString()).split('\n')) {
    if (line.trim() === '') continue;
    const isTorn = whole === undefined && line.includes('\uFFFD');
    const parsed = parseJson(line, schema);
    if (parsed.state === 'whole' && !isTorn) read.lines.push(parsed.value);
    else read.damaged++;
  }
  return read;
}

/** Adds a value to a file of JSON lines, as `appendLine` does. */
export function appendJsonLine(file: string, value: object): void {
  appendLine(file, JSON.stringify(value));
}

/**
 * Adds a line to a file, whole or not at all. A last line that was never finished, as when a process was killed, is ended first: the new one must not
 * join it. The line is with the system when this returns, so that a kill right after it loses nothing.
 */
export function appendLine(file: string, line: string): void {
  const handle = openSync(file, 'a+');
  try {
    const { size } = fstatSync(handle);
    const text = `${isLastLineFinished(handle, size) ? '' : '\n'}${line}\n`;
    try {
      writeFileSync(handle, text);
    } catch (error) {
      // On a full disk, a part of it may have been written.
      if (isFull(error) && fstatSync(handle).size > size) ftruncateSync(handle, size);
      throw error;
    }
  } finally {
    closeSync(handle);
  }
}

function isLastLineFinished(handle: number, size: number): boolean {
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  readSync(handle, last, 0, 1, size - 1);
  return last.toString() === '\n';
}
