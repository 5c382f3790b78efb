import { basename, dirname, join } from 'node:path';
import type { CatalogExercise } from '../protocol/catalog';
import { wordsFolder } from '../protocol/courseWords';
import { language } from '../words';
import type { WorkFile } from './collectWork';
import { filesBelow } from './filesBelow';
import { sha256, sha256OfFile } from './hashes';

/** Grows when reports of the same work would no longer be the same for a reason that the key does not have in it. */
const keyVersion = 1;

/** What checks an exercise, as a hash: the program, and the course's files without its instructions. */
export async function checkerHash(
  exercise: CatalogExercise,
  program: { version: string; worker: string },
): Promise<string> {
  const words = join(dirname(exercise.path), wordsFolder);
  const own = (await filesBelow(exercise.path)).filter((path) => !/^(README\.|figures\/)/.test(path));
  const files = [
    ...own.map((path) => join(exercise.path, path)),
    ...(await filesBelow(words)).map((path) => join(words, path)),
  ];
  const hashes: string[][] = [];
  for (const file of files) hashes.push([basename(file), await sha256OfFile(file)]);
  return sha256(JSON.stringify([keyVersion, program.version, await sha256OfFile(program.worker), hashes]));
}

/** Names the report on work with this content, checked by this checker in a language. */
export function resultKey(
  checker: string,
  files: readonly WorkFile[],
  runs: ReadonlyMap<string, readonly WorkFile[]>,
  spoken = language(),
): string {
  const content = (all: readonly WorkFile[]) => all.map(({ path, sha256 }) => [path, sha256]);
  const ofRuns = [...runs].map(([id, all]) => [id, content(all)]);
  return sha256(JSON.stringify([checker, spoken, content(files), ofRuns]));
}
