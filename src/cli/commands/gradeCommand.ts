import type { CommentKind, ItemGrade, Terms } from '../../protocol/grades';
import { FailureError } from '../../protocol/failure';
import type { ClassReview, ReviewedSubmission } from '../../protocol/review';
import { findTasks, gradedSubmission, tasksOf } from '../../review/grades';
import { gradeItem, readGrades, setTerms, type ClassGrades } from '../../submissions/gradeStore';
import { readClass } from '../../submissions/readClass';
import { thisTutor } from '../../submissions/thisTutor';
import { foreign, list, t } from '../../words';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { gradesText } from '../view/gradesText';
import type { View } from '../view/view';

export interface GradeOptions {
  points?: number;
  rubric?: string[];
  comment?: string;
  kind: CommentKind;
  override?: number;
  late?: number;
  extension?: number;
  deduct?: number;
  reason?: string;
  tutor?: string;
}

/** `lits grade DIR STUDENT [TASK]`: gives points and comments, or shows those that were given. */
export async function grade(
  given: { dir: string; student: string; task?: string },
  options: GradeOptions,
  io: Io,
  view: View,
): Promise<void> {
  const root = await existingPath(given.dir, io.cwd, 'folder');
  const review = await readClass(root);
  const submission = findSubmission(review, given.student);
  const tutor = thisTutor(options.tutor);
  const about = { submission: submission.id, at: io.now().toISOString() };
  const before = await readGrades(root);
  if (given.task === undefined) {
    const terms = termsOf(options, before.of(submission.id).terms.at(-1));
    if (terms) await setTerms(root, tutor, about, terms);
  } else {
    const task = requireTask(review, given.task);
    requireRubric(before, task, options.rubric ?? []);
    await gradeItem(root, tutor, { ...about, task }, (known) => itemGrade(known, options));
  }
  const grades = await readGrades(root);
  for (const text of grades.lost) view.note(text);
  const said = grades.of(submission.id);
  const graded = gradedSubmission(submission, said, grades.rubric);
  view.result(
    { kind: 'grade', submission: submission.id, graded, items: Object.fromEntries(said.items) },
    gradesText(submission, graded, said),
  );
}

function itemGrade(before: ItemGrade | undefined, options: GradeOptions): ItemGrade {
  const { points, rubric, comment, kind, override, reason } = options;
  if (override !== undefined && !reason)
    throw new FailureError({
      what: t('Points that replace those of the checks need a reason.'),
      next: t('Say it with --reason TEXT.'),
    });
  return {
    ...(before ?? { rubric: [], comments: [] }),
    ...(points === undefined ? {} : { points }),
    ...(rubric ? { rubric } : {}),
    ...(comment ? { comments: [...(before?.comments ?? []), { kind, text: comment }] } : {}),
    ...(override !== undefined && reason ? { override: { points: override, reason } } : {}),
  };
}

function termsOf(
  { late, extension, deduct, reason }: GradeOptions,
  before: Terms | undefined,
): Terms | undefined {
  if (late === undefined && extension === undefined && deduct === undefined && reason === undefined)
    return undefined;
  return {
    lateDays: late ?? before?.lateDays ?? 0,
    extensionDays: extension ?? before?.extensionDays ?? 0,
    deduction: deduct ?? before?.deduction ?? 0,
    reason: reason ?? before?.reason ?? '',
  };
}

/** By name, place or id; a part of the name is enough where it is that of one alone. */
function findSubmission({ submissions }: ClassReview, wanted: string): ReviewedSubmission {
  const exact = submissions.filter(({ student, path, id }) => [student, path, id].includes(wanted));
  const part = wanted.toLowerCase();
  const found =
    exact.length > 0 ? exact : submissions.filter(({ student }) => student.toLowerCase().includes(part));
  const [only] = found;
  if (only && found.length === 1) return only;
  throw new FailureError({
    what: only
      ? t('{0} submissions fit "{1}".', found.length, foreign(wanted, 60))
      : t('No submission fits "{0}".', foreign(wanted, 60)),
    next: t(
      'Name one of these: {0}.',
      list((only ? found : submissions).map(({ path }) => foreign(path, 60))),
    ),
  });
}

/** @throws FailureError when no task, or more than one, is called so */
export function requireTask(review: ClassReview, wanted: string): string {
  const found = findTasks(review, wanted);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  throw new FailureError({
    what: t('No single task is called "{0}".', foreign(wanted, 60)),
    next: t('Name one of these: {0}.', list(only === undefined ? tasksOf(review) : found)),
  });
}

function requireRubric({ rubric }: ClassGrades, task: string, ids: readonly string[]): void {
  const unknown = ids.find((id) => rubric.get(id)?.task !== task);
  if (unknown === undefined) return;
  throw new FailureError({
    what: t('{0} has no rubric item "{1}".', task, foreign(unknown, 60)),
    next: t('lits rubric DIR {0} lists them.', task),
  });
}
