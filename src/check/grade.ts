import { pointsOf, tutorPointsOf, type Exercise, type Task } from '../course/manifest';
import type { CheckReport, CheckResult, ItemResult } from '../protocol/checkReport';
import type { Check } from './check';

/**
 * The report of an exercise from the results of its checks.
 * @param notBegun ids of the options that the student has not begun
 * @param now when it was checked
 */
export function gradeExercise(
  exercise: Exercise,
  checks: readonly Check[],
  results: readonly CheckResult[],
  notBegun: ReadonlySet<string>,
  now: Date,
): CheckReport {
  const items = exercise.tasks.map((task): ItemResult => {
    const item = gradeItem(task, checks, results);
    return task.option && notBegun.has(task.option) ? { ...item, status: 'not-begun' } : item;
  });
  return {
    version: 1,
    createdAt: now.toISOString(),
    exercise: { id: exercise.id, title: exercise.title },
    points: pointsOf(items, ({ points }) => points),
    max: pointsOf(items, ({ max }) => max),
    items,
  };
}

function gradeItem(task: Task, checks: readonly Check[], results: readonly CheckResult[]): ItemResult {
  const own = checks.filter(({ item }) => item === task.id);
  const found = own.flatMap(({ id }) => results.find((result) => result.id === id) ?? []);
  const tutorPoints = tutorPointsOf(task);
  // What has no share in the points is a remark: the student may be right.
  const remarks = new Set(own.filter(({ share }) => share === 0).map(({ id }) => id));
  const share = (all: readonly Check[]) => all.reduce((sum, check) => sum + (check.share ?? 1), 0);
  const passed = own.filter(({ id }) => found.some((result) => result.id === id && result.status === 'pass'));
  const earned = own.length > 0 ? (share(passed) / share(own)) * (task.points - tutorPoints) : 0;
  return {
    id: task.id,
    title: task.title,
    ...(task.option ? { option: task.option } : {}),
    file: task.file,
    // Rounded, so that thirds add up to a whole.
    points: Math.round(earned * 100) / 100,
    max: task.points,
    tutorPoints,
    status: statusOf(
      found.filter(({ id }) => !remarks.has(id)),
      tutorPoints,
    ),
    checks: found,
  };
}

function statusOf(results: readonly CheckResult[], tutorPoints: number): ItemResult['status'] {
  const has = (status: CheckResult['status']) => results.some((result) => result.status === status);
  if (has('error')) return 'error';
  if (has('fail')) return 'fail';
  if (has('skipped')) return 'skipped';
  return tutorPoints > 0 || results.length === 0 ? 'needs-tutor' : 'pass';
}
