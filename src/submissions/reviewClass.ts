import { lstat, mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { writeJsonAtomic } from '../files/atomicFile';
import { exclusively } from '../files/exclusively';
import { mapLimited } from '../files/mapLimited';
import type { CatalogChapter, CatalogExercise } from '../protocol/catalog';
import type { CheckReport } from '../protocol/checkReport';
import { hasCode } from '../protocol/errorCode';
import { FailureError, toFailure } from '../protocol/failure';
import type { Checked, CheckJob } from '../protocol/jobs/checkJob';
import {
  type ClassReview,
  type KeptReport,
  type Remark,
  type ReviewedExercise,
  type ReviewedSubmission,
} from '../protocol/review';
import { claimedRemarks, claimRemarks, fittingReport, stopRemarks } from '../review/claims';
import { likenessRemarks } from '../review/likenessRemarks';
import { treesBelow, type FolderTree } from '../review/folderTree';
import { submissionState } from '../review/gradeSheet';
import { gradedExercise, sumOfPoints, ungradedExercise } from '../review/points';
import { maxPoints } from '../course/manifest';
import { t } from '../words';
import { findHandIns } from './findHandIns';
import { reviewFolder, reviewPlaces } from './layout';
import { sha256 } from './hashes';
import { likenessIn } from './likeness';
import { measureRuns, type Measuring } from './measureRuns';
import type { PreparedSubmission, PreparedWork } from './prepareSubmission';
import { readKeptReport } from './readClass';
import { checkerHash, resultKey } from './resultKey';
import { stage } from './stage';
import { tidyReview } from './tidyReview';

export interface ReviewOptions {
  /** Absolute path of the folder with the submissions. */
  root: string;
  chapter: CatalogChapter;
  /** Points are multiples of this; 0: not rounded. */
  step: number;
  /** Checks that run at the same time. */
  jobs: number;
  /** Version of LiTS Lab, and its worker's program. */
  program: { version: string; worker: string };
  /** Has an exercise checked in a process of its own. @param logFile takes what that process prints */
  check: (job: CheckJob, logFile: string, signal: AbortSignal) => Promise<Checked>;
  /** Default: handed-in weights are not measured. */
  measuring?: Measuring;
  /** Takes the submissions' own reports for what they are, and checks nothing. */
  fromReports?: boolean;
  signal: AbortSignal;
  now: () => Date;
  /** Hears of the submissions that are done, in parts of one: those that were checked before count from the start. */
  onProgress?: (done: number, total: number) => void;
}

/** One check that is to be done, or was done before. */
interface Task {
  submission: PreparedSubmission;
  work: PreparedWork;
  key: string;
  /** Whether the report is the submission's own. */
  claimed?: ReviewedExercise['claimed'];
  outcome?: { kept: KeptReport } | { why: string };
}

/**
 * Checks every submission in a folder with the course's own checks. A report on the same content is not made again. Aborted, it tells
 * what is known by then; the next review goes on from there.
 * @throws FailureError when the folder itself cannot be reviewed; whatever is wrong with a submission is told in its place
 */
export async function reviewClass(options: ReviewOptions): Promise<ClassReview> {
  return alone(options.root, () => review(options));
}

/**
 * Reports of the checks on some of the submissions in the language that is spoken, by submission and exercise. What was not checked
 * in this language is checked now; what cannot be checked, or was not when aborted, has no report.
 * @param ids of the submissions
 */
export async function reportsOn(
  options: ReviewOptions,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, ReadonlyMap<string, CheckReport>>> {
  return alone(options.root, async () => {
    const submissions = (await prepareAll(options)).submissions.filter(({ id }) => ids.has(id));
    const tasks = await tasksFor(submissions, options);
    await performAll(tasks, submissions.length, options);
    return new Map(
      submissions.map((submission) => {
        const own = tasks.filter((task) => task.submission === submission);
        const reports = own.flatMap(({ work, outcome }): [string, CheckReport][] =>
          outcome && 'kept' in outcome ? [[work.exercise.manifest.id, outcome.kept.report]] : [],
        );
        return [submission.id, new Map(reports)];
      }),
    );
  });
}

/** One review at a time, in a folder that is ours. */
async function alone<Result>(root: string, action: () => Promise<Result>): Promise<Result> {
  const places = reviewPlaces(root);
  await refuseLink(places.home);
  await mkdir(places.work, { recursive: true });
  await mkdir(places.results, { recursive: true });
  // What is in `work` can be made again, and is large; all else is for the tutors to share.
  await writeFile(places.ignored, 'work/\n', { flag: 'wx' }).catch(unlessThere);
  const busy = (pid: number) =>
    new FailureError({
      what: t('This folder is being reviewed already, by the process {0}.', pid),
      next: t('Wait for its end, or stop it.'),
    });
  return exclusively(join(places.work, 'lock'), busy, action);
}

async function review(options: ReviewOptions): Promise<ClassReview> {
  const { root, chapter, step } = options;
  const { exercises } = chapter;
  const { submissions, tree } = await prepareAll(options);
  const tasks = await tasksFor(submissions, options);
  await performAll(tasks, submissions.length, options);
  const measured = await measureRuns(submissions, options);
  const likeness = await likenessIn(submissions, exercises);
  const nameOf = (id: string) => submissions.find((one) => one.id === id)?.student ?? id;
  const reviewed = submissions.map((submission) => {
    const result = reviewedSubmission(submission, tasks, exercises, step);
    const { runs, remarks } = measured.of(submission);
    return {
      ...result,
      runs,
      remarks: [...result.remarks, ...remarks, ...likenessRemarks(likeness, submission.id, nameOf)],
    };
  });
  const result: ClassReview = {
    version: 1,
    createdAt: options.now().toISOString(),
    program: options.program.version,
    chapter: {
      id: chapter.manifest.id,
      title: chapter.manifest.title,
      max: exercises.reduce((sum, { manifest }) => sum + maxPoints(manifest), 0),
    },
    exercises: exercises.map(({ manifest }) => ({
      id: manifest.id,
      title: manifest.title,
      max: maxPoints(manifest),
    })),
    step,
    submissions: reviewed,
    likeness,
  };
  await writeJsonAtomic(reviewPlaces(root).class, result);
  const { unpacked } = reviewPlaces(root);
  const used = {
    unpacked: new Set(
      [...treesBelow(tree)]
        .filter(({ path }) => dirname(path) === unpacked)
        .map(({ path }) => basename(path)),
    ),
    submissions: new Set(submissions.map(({ id }) => id)),
    reports: new Set([...tasks.map(({ key }) => key), ...measured.keys]),
  };
  if (!options.signal.aborted) await tidyReview(root, used, options.now());
  return result;
}

async function prepareAll({
  root,
  chapter,
  signal,
}: ReviewOptions): Promise<{ tree: FolderTree; submissions: PreparedSubmission[] }> {
  const { tree, handIns } = await findHandIns(root, chapter.exercises, signal);
  const submissions: PreparedSubmission[] = [];
  for (const { prepare } of handIns) submissions.push(await prepare());
  return { tree, submissions };
}

async function tasksFor(
  submissions: readonly PreparedSubmission[],
  { chapter, program, root, fromReports = false }: ReviewOptions,
): Promise<Task[]> {
  const { results } = reviewPlaces(root);
  const checkers = new Map<CatalogExercise, string>();
  for (const exercise of chapter.exercises) checkers.set(exercise, await checkerHash(exercise, program));
  const tasks: Task[] = [];
  for (const submission of submissions)
    for (const work of submission.work) {
      const checker = checkers.get(work.exercise) ?? '';
      if (fromReports) {
        tasks.push(await claimedTask(submission, work, checker, results));
        continue;
      }
      const key = resultKey(checker, work.files, submission.runs);
      const kept = await readKeptReport(root, key);
      tasks.push({ submission, work, key, ...(kept ? { outcome: { kept } } : {}) });
    }
  return tasks;
}

/** What a submission says of itself, kept under a name that no report of ours has. */
async function claimedTask(
  submission: PreparedSubmission,
  work: PreparedWork,
  checker: string,
  results: string,
): Promise<Task> {
  const { manifest, runs } = submission;
  const { claimed: own, exercise, files } = work;
  if (!own) return { submission, work, key: '', outcome: { why: t('It has no report of its own run.') } };
  const said = manifest?.reports.find((one) => one.exercise === exercise.manifest.id)?.key;
  const isMatching = said !== undefined && said === resultKey(checker, files, runs, manifest?.language);
  const report = fittingReport(own, exercise.manifest);
  const kept: KeptReport = { version: 1, containment: t('not checked here'), report };
  const key = `claimed-${sha256(JSON.stringify(report)).slice(0, 32)}`;
  await writeJsonAtomic(join(results, `${key}.json`), kept);
  return { submission, work, key, claimed: isMatching ? 'matching' : 'unverified', outcome: { kept } };
}

/** Does the checks that are still to be done. Each that has ended is kept at once. */
async function performAll(
  tasks: readonly Task[],
  submissions: number,
  options: ReviewOptions,
): Promise<void> {
  const { signal, jobs, onProgress } = options;
  const counts = new Map<PreparedSubmission, number>();
  for (const { submission } of tasks) counts.set(submission, (counts.get(submission) ?? 0) + 1);
  const idle = submissions - counts.size;
  const tell = () => {
    const shares = tasks.map(({ outcome, submission }) => (outcome ? 1 / (counts.get(submission) ?? 1) : 0));
    onProgress?.(Math.round((idle + shares.reduce((a, b) => a + b, 0)) * 1e6) / 1e6, submissions);
  };
  if (submissions > 0) tell();
  // The same work handed in twice is checked once.
  const open = new Map<string, Task[]>();
  for (const task of tasks) if (!task.outcome) open.set(task.key, [...(open.get(task.key) ?? []), task]);
  const again: Task[][] = [];
  const perform = (all: readonly Task[][], atOnce: number) =>
    mapLimited(
      all,
      atOnce,
      async (same) => {
        const [first] = same;
        const outcome = first && (await checkOne(first, options, atOnce > 1));
        if (outcome === 'doubtful') again.push(same);
        else for (const task of same) task.outcome = outcome;
        tell();
      },
      signal,
    );
  try {
    await perform([...open.values()], jobs);
    await perform(again, 1);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/** Sooner than this no deadline of a check ends student code. */
const soonMillis = 15_000;

/**
 * Whether student code may have been stopped because other checks ran beside it: it had little time, or little memory.
 * @param millis that the check of the exercise took
 */
const isDoubtful = (report: CheckReport, millis: number): boolean =>
  millis > soonMillis && report.items.some(({ checks }) => checks.some(({ status }) => status === 'error'));

/** @param isBesideOthers whether other checks run at the same time: one that may have suffered from them is doubtful */
async function checkOne(
  task: Task,
  options: ReviewOptions,
  isBesideOthers: boolean,
): Promise<NonNullable<Task['outcome']> | 'doubtful'> {
  const { root, check, signal, now } = options;
  const { checked, results } = reviewPlaces(root);
  const { submission, key } = task;
  const { exercise, files } = task.work;
  const place = join(checked, submission.id, exercise.manifest.id);
  const [folder, runs] = [join(place, exercise.folder), join(place, 'runs')];
  try {
    await stage(files, folder);
    const ofRuns = [...submission.runs].flatMap(([id, all]) =>
      all.map((file) => ({ ...file, path: `${id}/${file.path}` })),
    );
    await stage(ofRuns, runs);
    const logFile = join(place, 'log.txt');
    await rm(logFile, { force: true });
    const began = now().getTime();
    const { report, containment } = await check({ exercise: exercise.path, folder, runs }, logFile, signal);
    if (isBesideOthers && isDoubtful(report, now().getTime() - began)) return 'doubtful';
    const kept: KeptReport = { version: 1, containment, report };
    await writeJsonAtomic(join(results, `${key}.json`), kept);
    return { kept };
  } catch (error) {
    signal.throwIfAborted();
    if (hasCode(error, 'ENOSPC', 'EDQUOT')) throw error;
    const { what, why } = toFailure(error);
    return { why: [what, why].filter(Boolean).join(' ') };
  }
}

function reviewedSubmission(
  submission: PreparedSubmission,
  tasks: readonly Task[],
  all: readonly CatalogExercise[],
  step: number,
): ReviewedSubmission {
  const own = tasks.filter((task) => task.submission === submission);
  const remarks: Remark[] = [...submission.remarks];
  const exercises = all.map(({ manifest }): ReviewedExercise => {
    const task = own.find(({ work }) => work.exercise.manifest.id === manifest.id);
    // It may be in what could not be read.
    if (!task) return ungradedExercise(manifest, submission.isReadable ? 'missing' : 'failed');
    const { outcome, key, work, claimed } = task;
    if (!outcome) return ungradedExercise(manifest, 'open');
    if ('why' in outcome) return ungradedExercise(manifest, 'failed', outcome.why);
    const { report } = outcome.kept;
    if (claimed === undefined) remarks.push(...claimRemarks(work.claimed, report));
    else remarks.push(...claimedRemarks(manifest.id, claimed, submission.manifest?.commit));
    remarks.push(...stopRemarks(report, work.untouched));
    return { ...gradedExercise(report, step), key, ...(claimed === undefined ? {} : { claimed }) };
  });
  const { id, path, student, isReadable, manifest } = submission;
  return {
    id,
    path,
    student,
    state: submissionState(exercises, isReadable),
    ...sumOfPoints(exercises),
    ...(manifest ? { language: manifest.language, handedInAt: manifest.createdAt } : {}),
    ...(manifest?.commit === undefined ? {} : { commit: manifest.commit }),
    exercises,
    remarks,
  };
}

/** What is made in our folder must not land somewhere else. */
async function refuseLink(folder: string): Promise<void> {
  const found = await lstat(folder).catch(() => undefined);
  if (found && !found.isDirectory())
    throw new FailureError({
      what: t('{0} is a link or a file, not a folder.', folder),
      why: t('A review keeps what it has found in a folder {0}.', reviewFolder),
      next: t('Move it away, then review again.'),
    });
}

function unlessThere(error: unknown): void {
  if (!hasCode(error, 'EEXIST')) throw error;
}
