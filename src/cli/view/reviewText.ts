import type { ClassReview, ReviewedExercise, ReviewedSubmission } from '../../protocol/review';
import { exerciseOf, remarkTexts, submissionStateText } from '../../review/gradeSheet';
import type { GradedSubmission } from '../../review/grades';
import { foreign, number, t } from '../../words';
import { table } from '../table';

const widestName = 40;
const widestRemark = 300;

/** A class for people: a row of points for each submission, and below the table what is to be said of single ones. */
export function reviewText(
  review: ClassReview,
  root: string,
  gradedOf: (submission: ReviewedSubmission) => GradedSubmission,
): string {
  const { chapter, exercises, submissions, step } = review;
  if (submissions.length === 0) return t('There are no submissions in {0}.', root);
  const graded = exercises.filter(({ max }) => max > 0);
  const head = [
    t('student'),
    ...graded.map(({ id, max }) => `${id} (${number(max)})`),
    t('total ({0})', number(chapter.max)),
    t('still to grade'),
    t('state'),
    t('remarks'),
  ];
  const rows = submissions.map((submission) => {
    const { exercises: own, points, open, conflicts } = gradedOf(submission);
    const pointsIn = (id: string) => own.find((one) => one.id === id)?.points ?? 0;
    return [
      foreign(submission.student, widestName),
      ...graded.map(({ id }) => pointsText(exerciseOf(submission, id), pointsIn(id))),
      submission.state === 'checked' ? number(points) : '–',
      String(open.length + conflicts.length || ''),
      submissionStateText(submission.state),
      String(remarkTexts(submission).length || ''),
    ];
  });
  return [table([head, ...rows]), ...remarkLines(submissions), stepText(step)].join('\n\n');
}

/** What is not known is no zero. */
function pointsText(exercise: ReviewedExercise | undefined, points: number): string {
  if (exercise?.state === 'checked') return number(points);
  return exercise?.state === 'missing' ? '-' : '?';
}

function remarkLines(submissions: readonly ReviewedSubmission[]): string[] {
  const lines = submissions.flatMap((submission) => {
    const texts = remarkTexts(submission);
    if (texts.length === 0) return [];
    const name = submission.path.startsWith(submission.student)
      ? submission.path
      : `${submission.student} (${submission.path})`;
    return [[foreign(name, 120), ...texts.map((text) => `  ${foreign(text, widestRemark)}`)].join('\n')];
  });
  return lines.length === 0 ? [] : [lines.join('\n')];
}

const stepText = (step: number): string =>
  step === 0
    ? t('Points of the checks are as measured, and those of tutors are added.')
    : t(
        'The points of the checks are rounded up to multiples of {0} for each task, and those of tutors are added.',
        number(step),
      );
