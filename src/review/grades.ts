import { leadingTasks, pointsOf } from '../course/manifest';
import type { ItemGrade, RubricItem, Terms } from '../protocol/grades';
import type { ClassReview, ReviewedExercise, ReviewedItem, ReviewedSubmission } from '../protocol/review';
import { roundedPoints } from './points';

/** What tutors say of a submission: of each task and of the whole, one thing, or several where two disagree. */
export interface SubmissionGrades {
  /** By exercise and task, as in `3.2/baseline`. */
  items: ReadonlyMap<string, readonly ItemGrade[]>;
  terms: readonly Terms[];
}

export const noGrades: SubmissionGrades = { items: new Map(), terms: [] };

export const taskKey = (exercise: string, item: string): string => `${exercise}/${item}`;

/** Stands beside the tasks where two tutors disagree on delay or deduction. */
export const termsKey = 'terms';

/** What a task brings. */
export interface GradedItem {
  id: string;
  title: string;
  option?: string | undefined;
  /** Of checks and tutor together; of a disagreement, the lower. */
  points: number;
  /** `open`: a tutor has still to give points. `conflict`: two tutors gave different ones without knowing of each other. */
  state: 'done' | 'open' | 'conflict';
}

/** @param rubric all rubric items, by their ids */
export function gradedItem(
  item: ReviewedItem,
  grades: readonly ItemGrade[],
  rubric: ReadonlyMap<string, RubricItem>,
): GradedItem {
  const { id, title, option, tutorPoints } = item;
  const given = grades
    .filter((grade) => givesPoints(grade, rubric))
    .map((grade) => pointsWith(item, grade, rubric));
  const isOpen = tutorPoints > 0 && item.status !== 'not-begun' && given.length === 0;
  return {
    id,
    title,
    ...(option === undefined ? {} : { option }),
    points: roundedPoints(given.length > 0 ? Math.min(...given) : item.points),
    state: isOpen ? 'open' : new Set(given).size > 1 ? 'conflict' : 'done',
  };
}

/** Whether a tutor has given points, if none: a comment, or an item that was deleted, leaves the task to be graded. */
const givesPoints = (grade: ItemGrade, rubric: ReadonlyMap<string, RubricItem>): boolean =>
  grade.points !== undefined || grade.override !== undefined || appliedItems(grade, rubric).length > 0;

/** The rubric items that apply, without those that were deleted. */
export const appliedItems = (
  { rubric: ids }: ItemGrade,
  rubric: ReadonlyMap<string, RubricItem>,
): RubricItem[] => ids.flatMap((id) => rubric.get(id) ?? []);

/** The one that counts of what tutors give for a task: of a disagreement, the lower. */
export function countingGrade(
  item: ReviewedItem,
  grades: readonly ItemGrade[],
  rubric: ReadonlyMap<string, RubricItem>,
): ItemGrade | undefined {
  const [lowest] = grades
    .filter((grade) => givesPoints(grade, rubric))
    .map((grade) => ({ grade, points: pointsWith(item, grade, rubric) }))
    .sort((a, b) => a.points - b.points);
  return lowest?.grade;
}

function pointsWith(item: ReviewedItem, grade: ItemGrade, rubric: ReadonlyMap<string, RubricItem>): number {
  const { points, max } = item;
  const { override } = grade;
  return override ? Math.min(override.points, max) : points + tutorPointsIn(item, grade, rubric);
}

/** What a tutor gives for a task, within the tutor's part of it; whatever an override says. */
export function tutorPointsIn(
  { tutorPoints }: Pick<ReviewedItem, 'tutorPoints'>,
  grade: ItemGrade,
  rubric: ReadonlyMap<string, RubricItem>,
): number {
  const byRubric = appliedItems(grade, rubric).reduce((sum, { points }) => sum + points, 0);
  return Math.min(Math.max(grade.points ?? byRubric, 0), tutorPoints);
}

export interface GradedSubmission {
  exercises: { id: string; points: number; items: GradedItem[] }[];
  terms: Terms | undefined;
  /** What is taken off; of a disagreement, the most. */
  deduction: number;
  /** Of all exercises, less what is taken off. */
  points: number;
  /** Tasks that count and that a tutor has still to grade, and those where two disagree; as in `3.2/baseline`. */
  open: string[];
  conflicts: string[];
}

/** A submission with what tutors gave; of options, the one that brings the most counts. */
export function gradedSubmission(
  { exercises }: Pick<ReviewedSubmission, 'exercises'>,
  { items: grades, terms }: SubmissionGrades,
  rubric: ReadonlyMap<string, RubricItem>,
): GradedSubmission {
  const graded = exercises.map((exercise) => {
    const items = exercise.items.map((item) =>
      gradedItem(item, grades.get(taskKey(exercise.id, item.id)) ?? [], rubric),
    );
    return { id: exercise.id, points: exercisePoints(exercise, items), items };
  });
  const sum = graded.reduce((total, { points }) => total + points, 0);
  const deduction = Math.max(0, ...terms.map((one) => one.deduction));
  const inState = (state: GradedItem['state']) =>
    graded.flatMap(({ id, items }) =>
      leadingTasks(items, (item) => item.points)
        .filter((item) => item.state === state)
        .map((item) => taskKey(id, item.id)),
    );
  return {
    exercises: graded,
    terms: terms[0],
    deduction,
    points: roundedPoints(Math.max(0, sum - deduction)),
    open: inState('open'),
    conflicts: [...inState('conflict'), ...(terms.length > 1 ? [termsKey] : [])],
  };
}

/** Those of an exercise that was not checked are what the review says. */
const exercisePoints = (
  { items: { length }, points }: ReviewedExercise,
  items: readonly GradedItem[],
): number => (length === 0 ? points : roundedPoints(pointsOf(items, (item) => item.points)));

/** All tasks of a class, as in `3.2/baseline`. */
export function tasksOf({ submissions }: Pick<ClassReview, 'submissions'>): string[] {
  const keys = submissions.flatMap(({ exercises }) =>
    exercises.flatMap(({ id, items }) => items.map((item) => taskKey(id, item.id))),
  );
  return [...new Set(keys)].sort();
}

/** The tasks of a class that a name may mean: `3.2/baseline`, or `baseline` alone. */
export const findTasks = (review: Pick<ClassReview, 'submissions'>, wanted: string): string[] =>
  tasksOf(review).filter((key) => key === wanted || key.endsWith(`/${wanted}`));
