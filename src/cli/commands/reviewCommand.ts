import { relative, resolve } from 'node:path';
import { version } from '../../../package.json';
import { writeFileAtomic } from '../../files/atomicFile';
import { liesIn } from '../../files/liesIn';
import { FailureError } from '../../protocol/failure';
import type { ClassReview, ReviewedSubmission } from '../../protocol/review';
import { csvStyleOf, csvText } from '../../review/csv';
import { gradedSubmission } from '../../review/grades';
import { gradeSheet } from '../../review/gradeSheet';
import { xlsxBytes } from '../../review/xlsx';
import { jobsHere } from '../../submissions/jobsHere';
import { readGrades } from '../../submissions/gradeStore';
import { usualJobs } from '../../submissions/jobs';
import { reviewClass, type ReviewOptions } from '../../submissions/reviewClass';
import { language, t } from '../../words';
import { courseChapter } from '../courseExercises';
import { exitCode, type ExitCode } from '../exitCode';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { reviewText } from '../view/reviewText';
import type { View } from '../view/view';
import { writeFeedback } from './writeFeedback';

export interface ReviewCommandOptions {
  jobs?: number;
  csv?: string;
  xlsx?: string;
  html?: string;
  data?: string;
  fromArtifacts?: boolean;
  step: number;
  chapter?: string;
  course?: string;
}

const mostReasons = 5;

/** Why weights that were handed in could not be measured. */
function notMeasured({ submissions }: ClassReview): string[] {
  const reasons = submissions.flatMap(({ student, runs = [] }) =>
    runs.flatMap(({ evaluations }) =>
      evaluations.flatMap(({ why }) => (why === undefined ? [] : t('{0}: not measured. {1}', student, why))),
    ),
  );
  const more = reasons.length - mostReasons;
  return [...reasons.slice(0, mostReasons), ...(more > 0 ? [t('… and {0} more.', more)] : [])];
}

/** `lits review DIR` */
export async function review(
  given: string,
  options: ReviewCommandOptions,
  io: Io,
  view: View,
): Promise<ExitCode> {
  const root = await existingPath(given, io.cwd, 'folder');
  const pages = options.html === undefined ? undefined : resolve(io.cwd, options.html);
  if (pages !== undefined && (pages === root || liesIn(root, pages)))
    throw new FailureError({
      what: t('{0} lies in the folder that is reviewed.', options.html ?? ''),
      why: t('It would be taken for a submission.'),
      next: t('Choose another place with --html.'),
    });
  const chapter = await courseChapter(options, io);
  const jobs = options.jobs ?? usualJobs();
  const node = { path: process.execPath, env: {}, version: process.versions.node };
  const data = options.data === undefined ? undefined : await existingPath(options.data, io.cwd, 'folder');
  const { check, measure } = jobsHere(jobs, { workerPath: io.workerPath, node, cwd: root });
  const controller = new AbortController();
  const interrupt = io.onInterrupt(() => {
    if (!controller.signal.aborted) view.note(t('Stopping. What was checked is kept.'));
    controller.abort();
  });
  try {
    const checking = t('Checking');
    const reviewOptions: ReviewOptions = {
      root,
      chapter,
      step: options.step,
      jobs,
      program: { version, worker: io.workerPath },
      check,
      ...(data === undefined ? {} : { measuring: { data, measure } }),
      ...(options.fromArtifacts ? { fromReports: true } : {}),
      signal: controller.signal,
      now: () => io.now(),
      onProgress: (done, total) =>
        view.event({
          type: 'progress',
          phase: 'review',
          text: checking,
          done,
          total,
          unit: 'submissions',
        }),
    };
    const result = await reviewClass(reviewOptions);
    if (options.fromArtifacts)
      view.note(t("The points are those of the submissions' own reports. Nothing was checked here."));
    for (const text of notMeasured(result)) view.note(text);
    const grades = await readGrades(root);
    for (const text of grades.lost) view.note(text);
    const gradedOf = (submission: ReviewedSubmission) =>
      gradedSubmission(submission, grades.of(submission.id), grades.rubric);
    const sheet = gradeSheet(result, gradedOf);
    if (options.csv !== undefined)
      await writeFileAtomic(resolve(io.cwd, options.csv), csvText(sheet, csvStyleOf(language())));
    if (options.xlsx !== undefined)
      await writeFileAtomic(resolve(io.cwd, options.xlsx), await xlsxBytes(sheet, t('points')));
    const feedback =
      pages === undefined || controller.signal.aborted
        ? []
        : await writeFeedback({
            folder: pages,
            review: result,
            grades,
            options: reviewOptions,
            chapter: () => courseChapter(options, io),
          });
    const open = feedback.filter(({ isFinal }) => !isFinal).length;
    if (open > 0)
      view.note(t('{0} pages are of submissions that are not graded to the end, and say so.', open));
    view.result(
      {
        kind: 'review',
        root,
        review: result,
        graded: result.submissions.map(gradedOf),
        ...(pages === undefined ? {} : { feedback }),
      },
      reviewText(result, relative(io.cwd, root) || '.', gradedOf),
    );
    if (!controller.signal.aborted) return exitCode.ok;
    view.note(t('Go on with the same command: what was checked is not checked again.'));
    return exitCode.failed;
  } finally {
    interrupt.dispose();
  }
}
