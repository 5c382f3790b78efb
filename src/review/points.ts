import { maxPoints, pointsOf, type Exercise } from '../course/manifest';
import { reachable, type CheckReport } from '../protocol/checkReport';
import type { ReviewedExercise, ReviewedItem } from '../protocol/review';

/** Points are given in halves, unless told otherwise. */
export const usualStep = 0.5;

/** Sums of shares are off by less: 0.1 + 0.2 is no reason for another half point. */
const tolerance = 1e-6;

/**
 * Points rounded up to a multiple of `step`, in the student's favour; never above `most`.
 * @param step 0: not rounded
 */
export function steppedPoints(points: number, most: number, step: number): number {
  if (step === 0) return points;
  // Never -0, which would be shown.
  return Math.max(0, Math.min(most, Math.ceil(points / step - tolerance) * step));
}

/** The points of a report, each item's rounded to steps; of options, the one that then brings the most counts. */
export function gradedExercise(report: CheckReport, step: number): Omit<ReviewedExercise, 'key'> {
  const items = report.items.map((item): ReviewedItem => {
    const { id, title, option, file, tutorPoints, status, max } = item;
    return {
      id,
      title,
      ...(option === undefined ? {} : { option }),
      file,
      tutorPoints,
      status,
      points: steppedPoints(item.points, reachable(item), step),
      exact: item.points,
      max,
    };
  });
  return {
    id: report.exercise.id,
    state: 'checked',
    points: roundedPoints(pointsOf(items, ({ points }) => points)),
    exact: roundedPoints(pointsOf(items, ({ exact }) => exact)),
    max: report.max,
    items,
  };
}

/** An exercise that brings no points, as nothing was checked. */
export function ungradedExercise(
  exercise: Exercise,
  state: Exclude<ReviewedExercise['state'], 'checked'>,
  why?: string,
): ReviewedExercise {
  const max = maxPoints(exercise);
  return {
    id: exercise.id,
    state,
    ...(why === undefined ? {} : { why }),
    points: 0,
    exact: 0,
    max,
    items: [],
  };
}

/** The points of the exercises of a chapter together. */
export function sumOfPoints(exercises: readonly Pick<ReviewedExercise, 'points' | 'exact' | 'max'>[]) {
  const sum = (key: 'points' | 'exact' | 'max') =>
    roundedPoints(exercises.reduce((total, exercise) => total + exercise[key], 0));
  return { points: sum('points'), exact: sum('exact'), max: sum('max') };
}

/** Without what adding up binary fractions leaves behind. */
export const roundedPoints = (points: number): number => Math.round(points * 1e6) / 1e6;
