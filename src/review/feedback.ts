import { leadingTasks } from '../course/manifest';
import { headline, isAgainst, type CheckReport, type ItemResult } from '../protocol/checkReport';
import type { Feedback, FeedbackExercise, FeedbackFinding, FeedbackTask } from '../protocol/feedback';
import type { Comment, ItemGrade, RubricItem } from '../protocol/grades';
import type { ClassReview, ReviewedExercise, ReviewedSubmission } from '../protocol/review';
import { language } from '../words';
import {
  appliedItems,
  countingGrade,
  gradedSubmission,
  taskKey,
  tutorPointsIn,
  type GradedItem,
  type SubmissionGrades,
} from './grades';

export interface FeedbackSources {
  submission: ReviewedSubmission;
  /** What tutors say of it. */
  said: SubmissionGrades;
  /** All rubric items, by their ids. */
  rubric: ReadonlyMap<string, RubricItem>;
  /** Reports of the checks in the student's language, by exercise. */
  reports: ReadonlyMap<string, CheckReport>;
  /** Titles in the student's language. */
  chapter: Pick<ClassReview, 'chapter' | 'exercises'>;
}

/**
 * What a student is told of a submission, in the language that is spoken: points, findings, comments. Remarks are not in it: they are for
 * tutors, and name others.
 */
export function feedbackOf({ submission, said, rubric, reports, chapter }: FeedbackSources): Feedback {
  const graded = gradedSubmission(submission, said, rubric);
  const { terms, deduction, points, open, conflicts } = graded;
  const exercises = submission.exercises.map((exercise): FeedbackExercise => {
    const own = graded.exercises.find(({ id }) => id === exercise.id);
    const report = reports.get(exercise.id);
    return {
      id: exercise.id,
      title: chapter.exercises.find(({ id }) => id === exercise.id)?.title ?? exercise.id,
      state: exercise.state,
      points: own?.points ?? exercise.points,
      max: exercise.max,
      tasks: tasksOf(exercise, own?.items ?? [], report, said, rubric),
    };
  });
  return {
    version: 1,
    submission: submission.id,
    student: submission.student,
    language: language(),
    chapter: chapter.chapter.title,
    ...(submission.handedInAt === undefined ? {} : { handedInAt: submission.handedInAt }),
    isFinal: ['checked', 'nothing'].includes(submission.state) && open.length + conflicts.length === 0,
    points,
    max: chapter.chapter.max,
    lateDays: terms?.lateDays ?? 0,
    extensionDays: terms?.extensionDays ?? 0,
    deduction,
    reason: terms?.reason ?? '',
    exercises,
  };
}

function tasksOf(
  { id: exercise, items }: ReviewedExercise,
  graded: readonly GradedItem[],
  report: CheckReport | undefined,
  said: SubmissionGrades,
  rubric: ReadonlyMap<string, RubricItem>,
): FeedbackTask[] {
  const counted = new Set(leadingTasks(graded, ({ points }) => points).map(({ id }) => id));
  return items.map((item): FeedbackTask => {
    const task = taskKey(exercise, item.id);
    const result = report?.items.find(({ id }) => id === item.id);
    const grades = said.items.get(task) ?? [];
    const grade = countingGrade(item, grades, rubric);
    const own = graded.find(({ id }) => id === item.id);
    const isCounted = counted.has(item.id) && item.status !== 'not-begun';
    return {
      task,
      title: result?.title ?? item.title,
      file: item.file,
      state: !isCounted ? 'notCounted' : own?.state === 'done' ? 'done' : 'open',
      points: own?.points ?? item.points,
      max: item.max,
      checks: item.points,
      tutor: grade ? tutorPointsIn(item, grade, rubric) : 0,
      tutorMax: item.tutorPoints,
      ...(grade?.override ? { override: grade.override } : {}),
      rubric: grade ? appliedItems(grade, rubric).map(({ text, points }) => ({ text, points })) : [],
      comments: commentsOf(grades),
      ...checksOf(result),
    };
  });
}

/** What several tutors say, each thing once. */
function commentsOf(grades: readonly ItemGrade[]): Comment[] {
  const comments = grades.flatMap((grade) => grade.comments);
  return [...new Map(comments.map((one) => [`${one.kind} ${one.text}`, one])).values()];
}

function checksOf(result: ItemResult | undefined): Pick<FeedbackTask, 'passed' | 'checked' | 'findings'> {
  const checks = result?.checks ?? [];
  const against = checks.filter(isAgainst);
  return {
    passed: checks.filter(({ status }) => status === 'pass').length,
    checked: checks.length,
    findings: against.flatMap((check): FeedbackFinding[] =>
      check.findings.map((finding) => ({ ...finding, headline: headline(check) })),
    ),
  };
}
