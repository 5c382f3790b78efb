import type { ClassReview, ReviewedExercise, ReviewedSubmission, SubmissionState } from '../protocol/review';
import { t } from '../words';
import type { Cell } from './csv';
import type { GradedSubmission } from './grades';

/**
 * A class as a table for spreadsheets: a row for each submission, points as numbers, with what tutors gave. An exercise without points
 * to give is left out.
 * @param gradedOf a submission with what tutors gave
 */
export function gradeSheet(
  { exercises, submissions, chapter }: ClassReview,
  gradedOf: (submission: ReviewedSubmission) => GradedSubmission,
): Cell[][] {
  const graded = exercises.filter(({ max }) => max > 0);
  return [
    [
      t('student'),
      t('submission'),
      ...graded.map(({ id, max }) => t('{0} (of {1})', id, max)),
      t('total (of {0})', chapter.max),
      t('still to grade'),
      t('days late'),
      t('days granted'),
      t('taken off'),
      t('reason'),
      t('state'),
      t('remarks'),
    ],
    ...submissions.map((submission): Cell[] => {
      const { exercises: own, terms, deduction, points, open, conflicts } = gradedOf(submission);
      const pointsIn = (id: string) => own.find((one) => one.id === id)?.points;
      return [
        submission.student,
        submission.path,
        ...graded.map(({ id }) => pointsCell(exerciseOf(submission, id), pointsIn(id))),
        submission.state === 'checked' ? points : '',
        open.length + conflicts.length,
        terms?.lateDays ?? 0,
        terms?.extensionDays ?? 0,
        deduction,
        terms?.reason ?? '',
        submissionStateText(submission.state),
        remarkTexts(submission).join('\n'),
      ];
    }),
  ];
}

/** What is not known is left empty: it is no zero. */
const pointsCell = (exercise: ReviewedExercise | undefined, points: number | undefined): Cell =>
  exercise && points !== undefined && ['checked', 'missing'].includes(exercise.state) ? points : '';

export const exerciseOf = ({ exercises }: ReviewedSubmission, wanted: string): ReviewedExercise | undefined =>
  exercises.find(({ id }) => id === wanted);

/** All that is to be said of a submission: why an exercise was not checked, and remarks. */
export function remarkTexts({ exercises, remarks }: ReviewedSubmission): string[] {
  return [
    ...exercises.flatMap(({ id, why }) => (why === undefined ? [] : [`${id}: ${why}`])),
    ...remarks.map(({ exercise, text }) => (exercise === undefined ? text : `${exercise}: ${text}`)),
  ];
}

/** How a submission stands, in a few words. */
export function submissionStateText(state: SubmissionState): string {
  const texts: Readonly<Record<SubmissionState, string>> = {
    checked: t('checked'),
    failed: t('not all checked'),
    open: t('not checked yet'),
    nothing: t('no work found'),
    unreadable: t('cannot be read'),
  };
  return texts[state];
}

/** How a submission stands, by its exercises. */
export function submissionState(
  exercises: readonly Pick<ReviewedExercise, 'state'>[],
  isReadable: boolean,
): SubmissionState {
  const has = (wanted: ReviewedExercise['state']) => exercises.some(({ state }) => state === wanted);
  if (has('open')) return 'open';
  if (!isReadable && !has('checked')) return 'unreadable';
  if (has('failed')) return 'failed';
  return has('checked') ? 'checked' : 'nothing';
}
