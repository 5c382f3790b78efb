import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeFileAtomic } from '../files/atomicFile';
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
