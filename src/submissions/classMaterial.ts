import { dirname, join } from 'node:path';
import { readRegularFile } from '../files/regularFile';
import { tutorPointsOf } from '../course/manifest';
import type { CatalogExercise } from '../protocol/catalog';
import { headline, isAgainst, type CheckReport, type Finding } from '../protocol/checkReport';
import { FailureError } from '../protocol/failure';
import type { ClassReview, ReviewedSubmission } from '../protocol/review';
import { roughText } from '../protocol/textFile';
import { answerLines, exportNamed, type AnswerLine } from '../review/answers';
import { taskKey } from '../review/grades';
import { readRuns, runFiles, type RunContents } from '../runs';
import { t } from '../words';
import { findHandIns, type HandIn } from './findHandIns';
import { reviewPlaces } from './layout';
import type { PreparedSubmission, PreparedWork } from './prepareSubmission';
import { readKeptReport } from './readClass';
import { stage } from './stage';
import { startersOf, type StarterFile } from './starters';

/** A check that has something against the work, or could not be done. */
export interface Fault {
  /** Id of the check. */
  id: string;
  text: string;
  findings: Omit<Finding, 'hints'>[];
}

/** What a submission has to show for one task. */
export interface TaskMaterial {
  submission: string;
  /** As in `3.2/baseline`. */
  task: string;
  /** Relative to the exercise's folder; undefined where it is not there. */
  file?: string | undefined;
  /** What the student has written for a tutor to read. */
  answer?: { file: string; lines: AnswerLine[] } | undefined;
  faults: Fault[];
  /** How many checks have nothing against it. */
  passed: number;
}

/** Lines of a submission's file. */
export interface PassageText {
  path: string;
  from: number;
  to: number;
  text: string;
}

/** What submissions hold, read when it is asked for. Nothing of it is run. */
export class ClassMaterial {
  private readonly handIns: Promise<ReadonlyMap<string, HandIn>>;
  private readonly prepared = new Map<string, Promise<PreparedSubmission | undefined>>();
  private readonly reports = new Map<string, Promise<CheckReport | undefined>>();
  private readonly starters = new Map<CatalogExercise, Promise<StarterFile[]>>();

  /** @param root the reviewed folder @param exercises of the chapter */
  constructor(
    private readonly root: string,
    private readonly exercises: readonly CatalogExercise[],
    private readonly review: ClassReview,
  ) {
    this.handIns = findHandIns(root, exercises).then(
      ({ handIns }) => new Map(handIns.map((one) => [one.id, one])),
    );
    // Whoever asks is told.
    this.handIns.catch(() => undefined);
  }

  /** What submissions have to show for a task, or for each task of one submission. */
  async tasks(wanted: { submission?: string; task?: string }): Promise<TaskMaterial[]> {
    const submissions = this.review.submissions.filter(
      ({ id }) => wanted.submission === undefined || id === wanted.submission,
    );
    const material: TaskMaterial[] = [];
    for (const submission of submissions) material.push(...(await this.tasksOf(submission, wanted.task)));
    return material;
  }

  /** The runs of a submission, the latest first. */
  async runs(submission: string): Promise<{ dir: string; run: RunContents }[]> {
    const all = [...((await this.handIn(submission))?.runs ?? [])];
    const read = await Promise.all(
      all.map(async ([name, files]) => {
        const record = files.find(({ path }) => path === runFiles.record);
        const dir = record && dirname(record.source);
        const runs = dir === undefined ? [] : (await readRuns(dirname(dir), [name])).runs;
        return runs.map((run) => ({ dir: dir ?? '', run }));
      }),
    );
    return read.flat().sort((a, b) => b.run.record.createdAt.localeCompare(a.run.record.createdAt));
  }

  /** @throws FailureError when the file is not in the submission */
  async file(submission: string, exercise: string, path: string): Promise<string> {
    const work = await this.work(submission, exercise);
    const found = work?.files.find((file) => file.path.toLowerCase() === path.toLowerCase());
    if (found) return found.source;
    throw new FailureError({
      what: t('{0} is not in this submission.', path),
      why: t('It may have been handed in anew, or moved, since it was reviewed.'),
      next: t('Review the folder again.'),
    });
  }

  /** Lines of a file. @param from 1-based, as `to` */
  async passage(
    submission: string,
    exercise: string,
    { path, from, to }: { path: string; from: number; to: number },
  ): Promise<PassageText> {
    const lines = (await textOf(await this.file(submission, exercise, path))).split(/\r?\n/);
    return { path, from, to, text: lines.slice(from - 1, to).join('\n') };
  }

  /**
   * Lays the work on an exercise out in a folder of its own, in which it may be run contained.
   * @returns the folder and its models' files; none where there is no such work
   */
  async stagedModels(submission: string, exercise: string): Promise<{ folder: string; files: string[] }> {
    const work = await this.work(submission, exercise);
    const wanted = (work?.exercise.manifest.models ?? []).flatMap(({ files }) => files);
    const files = wanted.filter((name) => work?.files.some(({ path }) => path === name));
    const folder = join(reviewPlaces(this.root).checked, submission, 'questions', exercise);
    if (work && files.length > 0) await stage(work.files, folder);
    return { folder, files: files.map((name) => join(folder, name)) };
  }

  private async tasksOf(
    { id: submission, exercises }: ReviewedSubmission,
    wanted: string | undefined,
  ): Promise<TaskMaterial[]> {
    const material: TaskMaterial[] = [];
    for (const { id, key } of exercises) {
      const exercise = this.exercises.find(({ manifest }) => manifest.id === id);
      if (!exercise || (wanted !== undefined && !wanted.startsWith(`${id}/`))) continue;
      const report = key === undefined ? undefined : await this.report(key);
      const work = await this.work(submission, id);
      for (const task of exercise.manifest.tasks) {
        const name = taskKey(id, task.id);
        if (wanted !== undefined && wanted !== name) continue;
        const checks = report?.items.find((item) => item.id === task.id)?.checks ?? [];
        const against = checks.filter(isAgainst);
        material.push({
          submission,
          task: name,
          file: work?.files.find(({ path }) => path.toLowerCase() === task.file.toLowerCase())?.path,
          answer: work && (await this.answer(work, task)),
          faults: against.map((check) => ({
            id: check.id,
            text: headline(check),
            findings: check.findings.map(({ hints: _hints, ...finding }) => finding),
          })),
          passed: checks.filter(({ status }) => status === 'pass').length,
        });
      }
    }
    return material;
  }

  /** What is written for a task: in the exercise's file for answers, or, where only a tutor grades it, in the task's own. */
  private async answer(
    { exercise, files }: PreparedWork,
    task: CatalogExercise['manifest']['tasks'][number],
  ): Promise<TaskMaterial['answer']> {
    const isWritten = task.points > 0 && tutorPointsOf(task) === task.points;
    const wanted = exercise.manifest.answers ?? (isWritten ? task.file : undefined);
    const found = files.find(({ path }) => path.toLowerCase() === wanted?.toLowerCase());
    if (!found || wanted === undefined) return undefined;
    const part = (text: string) => exportNamed(text, task.id);
    const starters = (await this.startersOf(exercise)).filter(({ path }) => path === wanted);
    const given = await Promise.all(starters.map(({ source }) => textOf(source)));
    return { file: found.path, lines: answerLines(part(await textOf(found.source)), given.map(part)) };
  }

  private startersOf(exercise: CatalogExercise): Promise<StarterFile[]> {
    return remembered(this.starters, exercise, () => startersOf(exercise.path));
  }

  private report(key: string): Promise<CheckReport | undefined> {
    return remembered(this.reports, key, async () => (await readKeptReport(this.root, key))?.report);
  }

  private async work(submission: string, exercise: string): Promise<PreparedWork | undefined> {
    return (await this.handIn(submission))?.work.find((one) => one.exercise.manifest.id === exercise);
  }

  private handIn(submission: string): Promise<PreparedSubmission | undefined> {
    return remembered(this.prepared, submission, async () => (await this.handIns).get(submission)?.prepare());
  }
}

function remembered<Key, Value>(known: Map<Key, Value>, key: Key, make: () => Value): Value {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

const textOf = async (file: string): Promise<string> => roughText(await readRegularFile(file));
