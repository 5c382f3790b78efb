import { lstat, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { readJsonFile, readJsonIfWhole } from '../files/jsonFile';
import { liesIn } from '../files/liesIn';
import type { CatalogExercise } from '../protocol/catalog';
import { checkReportSchema, type CheckReport } from '../protocol/checkReport';
import { reasonOf } from '../protocol/failure';
import type { Remark, ReviewedRun } from '../protocol/review';
import { runRecordSchema } from '../protocol/run';
import { starterState } from '../protocol/starter';
import { submissionFiles, submissionSchema, type Submission } from '../protocol/submission';
import { claimedFigures, runRemarks } from '../review/claimedFigures';
import { changedFiles } from '../review/claims';
import { nameFromPath, type FoundSubmission, type FoundWork } from '../review/findSubmissions';
import { treesBelow, type FolderTree } from '../review/folderTree';
import { readEvaluations, readMetrics, runFiles } from '../runs';
import { foreign, t } from '../words';
import { collectRun } from './collectRun';
import { collectWork, type WorkFile } from './collectWork';
import { sha256OfFile } from './hashes';
import { safeName } from './safeName';

/** Work on an exercise, ready to be checked. */
export interface PreparedWork {
  exercise: CatalogExercise;
  files: readonly WorkFile[];
  /** Files of tasks that are as they were handed out. */
  untouched: ReadonlySet<string>;
  /** What the submission's own report says. */
  claimed: CheckReport | undefined;
}

export interface PreparedSubmission {
  id: string;
  path: string;
  student: string;
  /** What it says of itself. */
  manifest?: Submission;
  work: readonly PreparedWork[];
  /** Files of its runs, by the names of their folders. */
  runs: ReadonlyMap<string, readonly WorkFile[]>;
  remarks: readonly Remark[];
  /** Whether all of it could be read. */
  isReadable: boolean;
  /** What its runs say of themselves. */
  ranFor: readonly ReviewedRun[];
}

const mostRuns = 200;
const longestName = 100;

const pathOf = ({ parts }: FoundSubmission): string => parts.join('/').normalize('NFC');

/** The same for the same path on every machine. */
export const submissionId = (found: FoundSubmission): string => safeName(pathOf(found));

/** Reads what a submission holds; nothing of it is run. @param isAlone whether no other one lies below its outermost name */
export async function prepareSubmission(
  found: FoundSubmission,
  isAlone: boolean,
  exercises: readonly CatalogExercise[],
): Promise<PreparedSubmission> {
  const { parts, tree } = found;
  const path = pathOf(found);
  const remarks: Remark[] = faultsIn(tree);
  const manifest = await manifestOf(tree, remarks);
  const work: PreparedWork[] = [];
  for (const place of found.work) {
    const exercise = exercises.find(({ manifest: { id } }) => id === place.exercise);
    if (!exercise) continue;
    const one = await preparedWork(exercise, place, tree, remarks);
    if (one) work.push(one);
  }
  if (manifest) remarks.push(...(await changes(manifest, tree, found, work)));
  const runs = await runsIn(tree);
  const ranFor = await claimedRuns(runs, remarks);
  return {
    id: submissionId(found),
    path: path || '.',
    student: foreign(manifest?.student || nameFromPath(parts, isAlone) || tree.name, longestName),
    ...(manifest ? { manifest } : {}),
    work,
    runs,
    remarks,
    isReadable: !remarks.some(({ kind }) => kind === 'unreadable'),
    ranFor,
  };
}

const faultsIn = (tree: FolderTree): Remark[] =>
  [...treesBelow(tree)].flatMap(({ name, fault }) =>
    fault === undefined ? [] : [{ kind: 'unreadable', text: t('{0} cannot be read: {1}', name, fault) }],
  );

async function manifestOf(tree: FolderTree, remarks: Remark[]): Promise<Submission | undefined> {
  const marked = markedFolder(tree);
  if (!marked) return undefined;
  const read = await readJsonFile(join(marked.path, submissionFiles.manifest), submissionSchema);
  if (read.state === 'whole') return read.value;
  const why = read.state === 'damaged' ? read.why : '';
  remarks.push({ kind: 'unreadable', text: t('{0} cannot be read: {1}', submissionFiles.manifest, why) });
  return undefined;
}

/** The folder with the `submission.json`, where there is one. */
const markedFolder = (tree: FolderTree): FolderTree | undefined =>
  [...treesBelow(tree)].find(({ files }) => files.includes(submissionFiles.manifest));

async function preparedWork(
  exercise: CatalogExercise,
  { folder, copies }: FoundWork,
  tree: FolderTree,
  remarks: Remark[],
): Promise<PreparedWork | undefined> {
  const { id } = exercise.manifest;
  for (const copy of copies)
    remarks.push({
      kind: 'copy',
      exercise: id,
      text: t('{0} holds work on it, too, and was not looked at.', copy.name),
    });
  try {
    const { files, leftOut } = await collectWork(exercise, folder.path);
    for (const { path, why } of leftOut)
      remarks.push({ kind: 'leftOut', exercise: id, text: t('{0} was not looked at: {1}', path, why) });
    return {
      exercise,
      files,
      untouched: await untouchedIn(exercise, folder.path),
      claimed: await claimedReport(tree, id),
    };
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
    remarks.push({
      kind: 'unreadable',
      exercise: id,
      text: t('{0} cannot be read: {1}', folder.name, reasonOf(error)),
    });
    return undefined;
  }
}

async function untouchedIn(
  { path: course, manifest }: CatalogExercise,
  folder: string,
): Promise<Set<string>> {
  const files = [...new Set(manifest.tasks.map(({ file }) => file))];
  const states = files.map(async (file) =>
    (await starterState(course, folder, file)) === 'untouched' ? [file] : [],
  );
  return new Set((await Promise.all(states)).flat());
}

/** The report that came with the work: of a submission, or of a folder that LiTS Lab has worked in. */
async function claimedReport(tree: FolderTree, exercise: string): Promise<CheckReport | undefined> {
  const name = `${exercise}.json`;
  const holder = [...treesBelow(tree)].find(
    (folder) => [submissionFiles.reports, 'checks'].includes(folder.name) && folder.files.includes(name),
  );
  return holder && readJsonIfWhole(join(holder.path, name), checkReportSchema);
}

async function changes(
  manifest: Submission,
  tree: FolderTree,
  { work: places }: FoundSubmission,
  work: readonly PreparedWork[],
): Promise<Remark[]> {
  const home = markedFolder(tree)?.path;
  if (home === undefined) return [];
  const hashes = new Map<string, string>();
  const root = await realpath(home);
  for (const { path } of manifest.files) {
    const file = join(root, ...path.split('/'));
    if (!liesIn(root, file)) continue;
    const [found, real] = await Promise.all([
      lstat(file).catch(() => undefined),
      realpath(file).catch(() => undefined),
    ]);
    if (found?.isFile() && real !== undefined && liesIn(root, real))
      hashes.set(path, await sha256OfFile(file));
  }
  const looked = work.flatMap(({ exercise, files }) => {
    const folder = places.find(({ exercise: id }) => id === exercise.manifest.id)?.folder.path;
    const above = folder === undefined ? '' : slashed(home, folder);
    return files.map(({ path }) => `${above}${path}`);
  });
  return changedFiles(manifest, hashes, [...new Set(looked)]);
}

/** Way from a folder to one in it, with a slash behind each name. */
const slashed = (from: string, to: string) =>
  to === from
    ? ''
    : `${to
        .slice(from.length + 1)
        .split(/[\\/]/)
        .join('/')}/`;

async function runsIn(tree: FolderTree): Promise<Map<string, WorkFile[]>> {
  const runs = new Map<string, WorkFile[]>();
  const folders = [...treesBelow(tree)].filter(({ files }) => files.includes(runFiles.record));
  for (const { name, path } of folders.slice(0, mostRuns))
    if (!runs.has(name)) runs.set(name, await collectRun(path));
  return runs;
}

/** What runs say of themselves; remarks where their files contradict each other. */
async function claimedRuns(
  runs: ReadonlyMap<string, readonly WorkFile[]>,
  remarks: Remark[],
): Promise<ReviewedRun[]> {
  const claimed: ReviewedRun[] = [];
  for (const [id, files] of runs) {
    const file = files.find(({ path }) => path === runFiles.record);
    const record = file && (await readJsonIfWhole(file.source, runRecordSchema));
    if (!file || !record) continue;
    const dir = dirname(file.source);
    const evaluations = (await readEvaluations(dir)).evaluations.map(claimedFigures);
    const epochs = (await readMetrics(dir)).lines.filter((line) => line.kind === 'epoch');
    remarks.push(...runRemarks({ id: foreign(id, longestName), best: record.best }, epochs, evaluations));
    const seconds = record.progress?.seconds;
    claimed.push({ id, ...(seconds === undefined ? {} : { seconds }), evaluations });
  }
  return claimed;
}
