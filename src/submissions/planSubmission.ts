import { lstat, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exists } from '../files/exists';
import { readJsonIfWhole } from '../files/jsonFile';
import type { CatalogChapter, CatalogExercise } from '../protocol/catalog';
import { checkReportSchema, type CheckReport } from '../protocol/checkReport';
import { FailureError } from '../protocol/failure';
import { optionsNotBegun, starterState } from '../protocol/starter';
import { submissionFiles, type Submission } from '../protocol/submission';
import { roughText } from '../protocol/textFile';
import { unansweredQuestions } from '../review/answers';
import { missingText, type HandedFile } from '../review/missing';
import { checkpointFolder } from '../runs';
import { language, list, t } from '../words';
import { collectRun } from './collectRun';
import { collectWork, type WorkFile } from './collectWork';
import { filesBelow } from './filesBelow';
import { sha256OfFile } from './hashes';
import { checkerHash, resultKey } from './resultKey';
import { startersOf } from './starters';
import { reportFileOf } from './reportFile';
import { runsThatCount, type CountingRun } from './runsThatCount';

export interface PlanOptions {
  chapter: CatalogChapter;
  /** The student's folder of the chapter, or of one of its exercises. */
  folder: string;
  student?: string;
  /** Whether the weights of the runs go in, too. */
  weights: boolean;
  /** Version of LiTS Lab, and its worker's program, which checks. */
  program: { version: string; worker: string };
  /** The commit that the files are of. */
  commit?: string;
  now: Date;
}

/** What a submission will hold; nothing is written yet. */
export interface SubmissionPlan {
  /** `submission.json` */
  manifest: Submission;
  /** All other files, by their paths in the archive. */
  files: readonly WorkFile[];
  /** What is still missing, in sentences. */
  missing: readonly string[];
}

/** @throws FailureError when there is no work on the chapter */
export async function planSubmission(options: PlanOptions): Promise<SubmissionPlan> {
  const { chapter, student, program, commit } = options;
  const folder = await chapterFolder(chapter, options.folder);
  const files: WorkFile[] = [];
  const missing: string[] = [];
  const planned: PlannedExercise[] = [];
  for (const exercise of chapter.exercises) {
    const one = await planExercise(exercise, folder);
    planned.push({ exercise, ...one });
    files.push(...one.files);
    missing.push(...one.missing);
  }
  const runs = await runsThatCount(chapter, folder);
  const records = new Map<string, readonly WorkFile[]>();
  for (const run of runs) {
    records.set(run.id, await collectRun(run.dir));
    files.push(...(await filesOfRun(run, records.get(run.id) ?? [], options.weights)));
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1));
  const manifest: Submission = {
    version: 1,
    chapter: chapter.manifest.id,
    language: language(),
    createdAt: options.now.toISOString(),
    program: program.version,
    ...(student ? { student } : {}),
    files: files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 })),
    runs: runs.map(({ id, exercise, file }) => ({ id, exercise, file, hasWeights: options.weights })),
    reports: await reportKeys(planned, records, program),
    ...(commit === undefined ? {} : { commit }),
  };
  return { manifest, files, missing };
}

async function chapterFolder({ exercises }: CatalogChapter, given: string): Promise<string> {
  for (const folder of [given, dirname(given)])
    for (const exercise of exercises) if (await exists(join(folder, exercise.folder))) return folder;
  throw new FailureError({
    what: t('There is no work on the chapter in {0}.', given),
    why: t('It has none of the folders {0}.', list(exercises.map(({ folder }) => folder))),
    next: t('Name the folder of the chapter.'),
  });
}

interface PlannedExercise {
  exercise: CatalogExercise;
  /** The student's files, relative to their folder of the exercise. */
  work: readonly WorkFile[];
  /** Whether there is a report, and no file is newer. */
  hasReport: boolean;
}

/** Names of the reports that are about the files as they are now. */
async function reportKeys(
  planned: readonly PlannedExercise[],
  runs: ReadonlyMap<string, readonly WorkFile[]>,
  program: PlanOptions['program'],
): Promise<Submission['reports']> {
  const keys: Submission['reports'] = [];
  for (const { exercise, work, hasReport } of planned)
    if (hasReport)
      keys.push({
        exercise: exercise.manifest.id,
        key: resultKey(await checkerHash(exercise, program), work, runs),
      });
  return keys;
}

async function planExercise(
  exercise: CatalogExercise,
  chapterFolder: string,
): Promise<Omit<PlannedExercise, 'exercise'> & { files: WorkFile[]; missing: string[] }> {
  const { manifest, folder } = exercise;
  const work = join(chapterFolder, folder);
  const there = await exists(work);
  if (!there)
    return {
      files: [],
      work: [],
      hasReport: false,
      missing: manifest.optional ? [] : missingText(manifest, undefined, []),
    };
  const { files, leftOut } = await collectWork(exercise, work);
  const reportFile = await reportFileOf(chapterFolder, manifest.id);
  const report = await readJsonIfWhole(reportFile, checkReportSchema);
  const missing = manifest.optional ? [] : await missingOn(exercise, work, report, files);
  const inArchive = files.map((file) => ({ ...file, path: `${folder}/${file.path}` }));
  return {
    work: files,
    hasReport: report !== undefined && !(await isOlder(report, files)),
    files: report
      ? [...inArchive, await fileAt(reportFile, `${submissionFiles.reports}/${manifest.id}.json`)]
      : inArchive,
    missing: [
      ...leftOut.map(({ path, why }) => t('{0} is left out: {1}', `${folder}/${path}`, why)),
      ...missing,
    ],
  };
}

async function missingOn(
  exercise: CatalogExercise,
  work: string,
  report: CheckReport | undefined,
  files: readonly WorkFile[],
): Promise<string[]> {
  const { manifest, path: course } = exercise;
  const notBegun = await optionsNotBegun(manifest, course, work);
  const isChosen = (option: string | undefined) =>
    option === undefined || !notBegun.has(option) || notBegun.size === manifest.options?.length;
  const tasks = new Set(manifest.tasks.flatMap(({ file, option }) => (isChosen(option) ? [file] : [])));
  const paths = new Set([...tasks, ...files.map(({ path }) => path)]);
  const handed: HandedFile[] = [];
  for (const path of paths) {
    const state = await starterState(course, work, path);
    const found = await lstat(join(work, path)).catch(() => undefined);
    handed.push({
      path,
      state,
      changedAt: found?.mtime ?? new Date(0),
      unanswered: found && /\.md$/i.test(path) ? await unansweredIn(course, work, path) : 0,
      isTask: tasks.has(path),
    });
  }
  return missingText(manifest, report, handed);
}

async function unansweredIn(course: string, work: string, path: string): Promise<number> {
  const given = (await startersOf(course)).filter((starter) => starter.path === path);
  const starters = await Promise.all(given.map(async ({ source }) => roughText(await readFile(source))));
  return unansweredQuestions(roughText(await readFile(join(work, path))), starters);
}

/** Whether a file was changed after a report was made. */
async function isOlder({ createdAt }: CheckReport, files: readonly WorkFile[]): Promise<boolean> {
  for (const { source } of files) if ((await lstat(source)).mtime > new Date(createdAt)) return true;
  return false;
}

async function filesOfRun(
  { dir, id }: CountingRun,
  records: readonly WorkFile[],
  weights: boolean,
): Promise<WorkFile[]> {
  const files = [...records];
  if (weights)
    for (const checkpoint of ['best', 'last'] as const) {
      const folder = checkpointFolder(dir, checkpoint);
      for (const name of await filesBelow(folder))
        files.push(await fileAt(join(folder, name), `${basename(dirname(folder))}/${checkpoint}/${name}`));
    }
  return files.map((file) => ({ ...file, path: `${submissionFiles.runs}/${id}/${file.path}` }));
}

async function fileAt(source: string, path: string): Promise<WorkFile> {
  return { path, source, bytes: (await lstat(source)).size, sha256: await sha256OfFile(source) };
}
