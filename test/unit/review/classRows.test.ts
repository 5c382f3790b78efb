import { describe, expect, it } from 'vitest';
import type { ReviewedSubmission } from '../../../src/protocol/review';
import { matchingRows, nextOf, pointsIn, sortedRows, type ClassRow } from '../../../src/review/classRows';
import { classTasks } from '../../../src/review/classTasks';
import { gradedSubmission, noGrades } from '../../../src/review/grades';
import { reviewedItem } from './reviewedItem';

const row = (name: string, points: number, change: Partial<ReviewedSubmission> = {}): ClassRow => {
  const submission: ReviewedSubmission = {
    id: name,
    path: name,
    student: name,
    state: 'checked',
    points,
    exact: points,
    max: 1,
    exercises: [
      { id: '3.2', state: 'checked', points, exact: points, max: 0.5, items: [reviewedItem({ points })] },
    ],
    remarks: [],
    ...change,
  };
  return { submission, graded: gradedSubmission(submission, noGrades, new Map()), name };
};
const names = (rows: readonly ClassRow[]) => rows.map(({ name }) => name);
const rows = [row('Submission 12', 0.25), row('Submission 3', 0), row('Ada', 0.25)];

describe('the rows of a class', () => {
  it('are sorted by name as people count', () => {
    expect(names(sortedRows(rows, { column: 'name', descending: false }))).toEqual([
      'Ada',
      'Submission 3',
      'Submission 12',
    ]);
  });

  it('are sorted by total, exercise or task, and by name where these are the same', () => {
    for (const column of ['total', '3.2', '3.2/baseline'])
      expect(names(sortedRows(rows, { column, descending: true }))).toEqual([
        'Ada',
        'Submission 12',
        'Submission 3',
      ]);
  });

  it('are found by a part of the name in any case, and by how they stand', () => {
    expect(names(matchingRows(rows, { text: ' aD' }))).toEqual(['Ada']);
    const remark = { kind: 'copy', text: 'twice' } as const;
    const all = [...rows, row('Bo', 0, { remarks: [remark], state: 'failed' })];
    expect(names(matchingRows(all, { text: '', state: 'remarks' }))).toEqual(['Bo']);
    expect(names(matchingRows(all, { text: '', state: 'unchecked' }))).toEqual(['Bo']);
    expect(matchingRows(all, { text: '', state: 'open' })).toHaveLength(4);
    expect(matchingRows(all, { text: '', state: 'done' })).toEqual([]);
  });

  it('have no points in a task that they do not have', () => {
    expect(pointsIn(row('Ada', 0.25).graded, '3.2/other')).toBeUndefined();
  });
});

it('the tasks of a class are those with points to give, in the order of its exercises', () => {
  const optional = { id: '3.3', state: 'checked', points: 0, exact: 0, max: 0 } as const;
  const one = row('Ada', 0.25).submission;
  const submission = {
    ...one,
    exercises: [{ ...optional, items: [reviewedItem({ id: 'paper', max: 0 })] }, ...one.exercises],
  };
  const exercises = ['3.2', '3.3'].map((id) => ({ id, title: id, max: 1 }));
  expect(classTasks({ submissions: [submission], exercises }).map(({ key }) => key)).toEqual([
    '3.2/baseline',
  ]);
});

describe('the next that is to be graded', () => {
  it('comes after the one that is shown, and from the end again from the beginning', () => {
    expect(nextOf([1, 2, 3, 4], 2, (one) => one !== 3)).toBe(4);
    expect(nextOf([1, 2, 3, 4], 4, (one) => one < 3)).toBe(1);
    expect(nextOf([1, 2], undefined, () => true)).toBe(1);
  });

  it('is none where there is no other', () => {
    expect(nextOf([1, 2], 2, (one) => one === 2)).toBeUndefined();
  });
});
