import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { writeFileAtomic } from '../files/atomicFile';
import { readIfPresent, readJsonFile } from '../files/jsonFile';
import { roughText } from '../protocol/textFile';
import { runFiles } from './layout';

/** A bundled program: JavaScript and its source map. */
export interface ProgramText {
  code: string;
  map: string;
}

const programFile = (runDir: string) => join(runDir, runFiles.program);

/** Keeps a program beside its run, so that the run can be evaluated after the student's file has changed. */
export async function saveProgram(runDir: string, { code, map }: ProgramText): Promise<void> {
  const file = programFile(runDir);
  await writeFileAtomic(`${file}.map`, map);
  await writeFileAtomic(file, code);
}

/** The program that a run has trained. */
export async function readProgram(runDir: string): Promise<ProgramText> {
  const file = programFile(runDir);
  const [code, map] = await Promise.all([readFile(file, 'utf8'), readFile(`${file}.map`, 'utf8')]);
  return { code, map };
}

const sourcesSchema = z.object({ sources: z.array(z.string()), sourcesContent: z.array(z.string()) });

/** The student's files as a run has recorded them, by their names; undefined where they cannot be read (any more). */
export async function readSources(runDir: string): Promise<ReadonlyMap<string, string> | undefined> {
  const map = await readJsonFile(`${programFile(runDir)}.map`, sourcesSchema);
  if (map.state !== 'whole') return undefined;
  const { sources, sourcesContent } = map.value;
  return new Map(sources.map((name, index) => [name, sourcesContent[index] ?? '']));
}

/**
 * Whether a run was made from the files as they are in a folder now; undefined where it has recorded none.
 * @param comparable what of a text counts; default: all of it
 */
export async function madeFrom(
  runDir: string,
  folder: string,
  comparable = (text: string): string => text,
): Promise<boolean | undefined> {
  const sources = await readSources(runDir);
  if (!sources || sources.size === 0) return undefined;
  for (const [name, text] of sources) {
    const now = await readIfPresent(resolve(folder, name));
    if (now === undefined || comparable(roughText(now)) !== comparable(text)) return false;
  }
  return true;
}
