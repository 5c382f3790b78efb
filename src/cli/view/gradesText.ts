import type { ReviewedSubmission } from '../../protocol/review';
import {
  taskKey,
  termsKey,
  type GradedItem,
  type GradedSubmission,
  type SubmissionGrades,
} from '../../review/grades';
import { foreign, list, number, t } from '../../words';
import { table } from '../table';

/** A submission's tasks with the points of checks and tutors, and what the tutors say. */
export function gradesText(
  { student, exercises }: Pick<ReviewedSubmission, 'student' | 'exercises'>,
  graded: GradedSubmission,
  said: SubmissionGrades,
): string {
  const rows = graded.exercises.flatMap(({ id, items }) =>
    items.map((item) => {
      const checked = exercises.find((one) => one.id === id)?.items.find((one) => one.id === item.id);
      return [
        taskKey(id, item.id),
        number(checked?.points ?? 0),
        number(checked?.tutorPoints ?? 0),
        number(item.points),
        stateText(item),
      ];
    }),
  );
  const head = [t('task'), t('checks'), t('tutor, at most'), t('points'), t('state')];
  const comments = [...said.items].flatMap(([key, grades]) =>
    grades.flatMap(({ comments: all, override }) => [
      ...all.map(({ text }) => `${key}: ${foreign(text, 300)}`),
      ...(override
        ? [`${key}: ${t('{0} points, because: {1}', number(override.points), override.reason)}`]
        : []),
    ]),
  );
  return [
    `${foreign(student, 60)}: ${t('{0} points', number(graded.points))}`,
    table([head, ...rows]),
    ...termLines(graded),
    ...comments,
  ].join('\n');
}

function stateText({ state }: GradedItem): string {
  const texts: Readonly<Record<GradedItem['state'], string>> = {
    done: '',
    open: t('tutor has to look'),
    conflict: t('tutors disagree: the lower counts'),
  };
  return texts[state];
}

function termLines({ terms, deduction, conflicts }: GradedSubmission): string[] {
  if (!terms) return [];
  const { lateDays, extensionDays, reason } = terms;
  const parts = [
    lateDays > 0 && t('days late: {0}', number(lateDays)),
    extensionDays > 0 && t('days granted: {0}', number(extensionDays)),
    deduction > 0 && t('points taken off: {0}', number(deduction)),
    reason,
    conflicts.includes(termsKey) && t('tutors disagree: the higher deduction counts'),
  ].filter((text) => typeof text === 'string' && text !== '');
  return [list(parts as string[])];
}
