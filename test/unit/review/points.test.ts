import { describe, expect, it } from 'vitest';
import type { CheckReport, ItemResult } from '../../../src/protocol/checkReport';
import { gradedExercise, steppedPoints, sumOfPoints } from '../../../src/review/points';

describe('points in steps', () => {
  it.each([
    [0, 2, 0],
    [0.04, 2, 0.5],
    [0.5, 2, 0.5],
    [1.08, 2, 1.5],
    [2, 2, 2],
  ])('are rounded in the favour of the student: %d of %d become %d', (points, most, stepped) => {
    expect(steppedPoints(points, most, 0.5)).toBe(stepped);
  });

  it('are never more than the checks can give', () => {
    expect(steppedPoints(0.17, 0.25, 0.5)).toBe(0.25);
  });

  it('do not take what adding up fractions leaves behind for a part of a step', () => {
    expect(steppedPoints(0.1 + 0.2, 2, 0.3)).toBe(0.3);
  });

  it('are left as they are without a step', () => {
    expect(steppedPoints(1.08, 2, 0)).toBe(1.08);
  });
});

const item = (id: string, points: number, max: number, option?: string): ItemResult => ({
  id,
  title: id,
  file: `${id}.ts`,
  points,
  max,
  tutorPoints: 0,
  status: 'fail',
  checks: [],
  ...(option === undefined ? {} : { option }),
});

const report = (items: ItemResult[]): CheckReport => ({
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '3.4', title: 'Modern models' },
  points: 0,
  max: 7,
  items,
});

it('counts the option that brings the most after rounding, and tells what was measured', () => {
  const items = [
    item('build', 1.9, 4, 'alexnet'),
    item('skip', 0.6, 1, 'resnet50'),
    item('blocks', 1.1, 3, 'resnet50'),
  ];
  expect(gradedExercise(report(items), 0.5)).toMatchObject({ points: 2.5, exact: 1.9, max: 7 });
});

it('adds up a chapter without the rest of binary fractions', () => {
  const exercises = [0.1, 0.2].map((points) => ({ points, exact: points, max: 1 }));
  expect(sumOfPoints(exercises)).toEqual({ points: 0.3, exact: 0.3, max: 2 });
});
