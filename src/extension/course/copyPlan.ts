import { mkdir, readdir, readFile, rename, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { writeFileAtomic } from '../../files/atomicFile';
import { makeRunsFolder } from '../../runs';
import { hasCode } from '../../protocol/errorCode';
import type { CatalogChapter, CatalogExercise } from '../../protocol/catalog';
import { versionsOf } from '../../protocol/courseLanguages';
import { studentTsconfig } from './studentTsconfig';

/** A file of the chapter on its way into the student's folder. */
interface PlannedFile {
  /** Relative to the chapter's folder, with forward slashes. */
  path: string;
  content: Buffer;
}

/** A file that a student is given once, and may then change. */
interface GivenFile extends PlannedFile {
  /** The same in other languages: a student who has one of these has changed nothing. */
  translations: readonly Buffer[];
}

/** What copying a chapter into a folder would do. Nothing is written before `applyCopyPlan`. */
export interface CopyPlan {
  target: string;
  /** Files the student does not have yet, and typings that we keep up to date. */
  write: PlannedFile[];
  /** Files the student has changed (or an older version brought): to be asked about. */
  conflicts: PlannedFile[];
}

/** Folder of the typings inside the student's chapter folder; ours, replaced without asking. */
export const typingsFolder = '.lits/typings';

/**
 * Plans the copy of a chapter: `<exercise>/README.md` and its figures, the starter files beside it, `tsconfig.json`, and the typings.
 * Instructions and starter files are in the language that is spoken, where the course has them in it.
 * @param typings folder with the typings to bring along.
 */
export async function planCopy(chapter: CatalogChapter, typings: string, target: string): Promise<CopyPlan> {
  const plan: CopyPlan = { target, write: [], conflicts: [] };
  for (const file of await studentFiles(chapter)) {
    const present = await readIfPresent(join(target, file.path));
    if (!present) plan.write.push(file);
    else if (![file.content, ...file.translations].some((content) => sameText(present, content)))
      plan.conflicts.push(file);
  }
  for (const path of await filesUnder(typings)) {
    const content = await readFile(join(typings, path));
    const file = { path: `${typingsFolder}/${path}`, content };
    const present = await readIfPresent(join(target, file.path));
    if (!present?.equals(content)) plan.write.push(file);
  }
  return plan;
}

/**
 * Writes the planned files. With `replace`, also those in conflict: the student's versions are moved to
 * `.lits/replaced/<time>/` first. Returns that folder when something was moved.
 */
export async function applyCopyPlan(
  plan: CopyPlan,
  options: { replace: boolean; now?: Date },
): Promise<string | undefined> {
  for (const file of plan.write) await write(plan.target, file);
  // Where a terminal's first run makes this folder too, the editor may hear of neither.
  await makeRunsFolder(plan.target);
  if (!options.replace || plan.conflicts.length === 0) return undefined;
  const kept = replacedFolder(plan.target, options.now ?? new Date());
  for (const file of plan.conflicts) {
    await mkdir(dirname(join(kept, file.path)), { recursive: true });
    await rename(join(plan.target, file.path), join(kept, file.path));
    await write(plan.target, file);
  }
  return kept;
}

/**
 * Makes a student's folder of an exercise as it was in the beginning: what is in it, files that they have added included, moves to
 * `.lits/replaced/<time>/` first. Returns that folder when there was something to move.
 */
export async function resetExercise(
  chapter: CatalogChapter,
  exercise: CatalogExercise,
  target: string,
  now = new Date(),
): Promise<string | undefined> {
  const files = (await studentFiles(chapter)).filter(({ path }) => path.startsWith(`${exercise.folder}/`));
  const kept = join(replacedFolder(target, now), exercise.folder);
  const folder = join(target, exercise.folder);
  const isThere = (await stat(folder).catch(notThere)) !== undefined;
  if (isThere) {
    await mkdir(dirname(kept), { recursive: true });
    await rename(folder, kept);
  }
  for (const file of files) await write(target, file);
  return isThere ? kept : undefined;
}

/** Where a student's files go that are replaced. */
function replacedFolder(target: string, now: Date): string {
  return join(target, '.lits', 'replaced', now.toISOString().replace(/[:.]/g, '-'));
}

async function studentFiles(chapter: CatalogChapter): Promise<GivenFile[]> {
  const tsconfig = Buffer.from(studentTsconfig(typingsFolder));
  const files: GivenFile[] = [{ path: 'tsconfig.json', content: tsconfig, translations: [] }];
  for (const { folder, path: exercise } of chapter.exercises) {
    files.push(await given(`${folder}/README.md`, await versionsOf(exercise, 'README.md')));
    const figures = join(exercise, 'figures');
    for (const path of await filesUnder(figures))
      files.push(await given(`${folder}/figures/${path}`, [join(figures, path)]));
    const starters = await versionsOf(exercise, 'starter');
    for (const path of await filesUnder(join(exercise, 'starter'))) {
      const versions = starters.map((starter) => join(starter, path));
      files.push(await given(`${folder}/${path}`, versions));
    }
  }
  return files;
}

/** @param versions of the file, of which some may not be there: the first that is there is given */
async function given(path: string, versions: readonly string[]): Promise<GivenFile> {
  const [content, ...translations] = (await Promise.all(versions.map(readIfPresent))).filter(
    (version) => version !== undefined,
  );
  if (!content) throw new Error(`The course has no file for ${path}.`);
  return { path, content, translations };
}

async function write(target: string, file: PlannedFile): Promise<void> {
  const path = join(target, file.path);
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, file.content);
}

/** Files below a folder, relative, with forward slashes; none when there is no such folder. */
async function filesUnder(folder: string): Promise<string[]> {
  if (!(await stat(folder).catch(notThere))) return [];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

async function readIfPresent(file: string): Promise<Buffer | undefined> {
  return readFile(file).catch(notThere);
}

function notThere(error: unknown): undefined {
  if (hasCode(error, 'ENOENT')) return undefined;
  throw error;
}

/** Line ends that git or an editor has changed are no change of the student's. */
function sameText(a: Buffer, b: Buffer): boolean {
  const normal = (buffer: Buffer) => buffer.toString('utf8').replace(/\r\n/g, '\n');
  return a.equals(b) || normal(a) === normal(b);
}
