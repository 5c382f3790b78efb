import { expect, it } from 'vitest';
import type { ClassReview, ReviewedExercise, ReviewedSubmission } from '../../../src/protocol/review';
import { gradedSubmission, noGrades } from '../../../src/review/grades';
import { gradeSheet, submissionState, submissionStateText } from '../../../src/review/gradeSheet';

const exercise = (id: string, state: ReviewedExercise['state'], points = 0): ReviewedExercise => ({
  id,
  state,
  points,
  exact: points,
  max: 2,
  items: [],
});
const submission = (exercises: ReviewedExercise[], isReadable = true): ReviewedSubmission => ({
  id: 'ada-1',
  path: 'ada.zip',
  student: 'ada',
  state: submissionState(exercises, isReadable),
  points: 1.5,
  exact: 1.5,
  max: 4,
  exercises,
  remarks: [{ kind: 'claim', exercise: '3.2', text: 'Claims 2.0 points, the checks give 1.5.' }],
});
const review = (...submissions: ReviewedSubmission[]): ClassReview => ({
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  program: '1',
  chapter: { id: '3', title: 'Slices', max: 4 },
  exercises: [
    { id: '3.2', title: 'Regularization', max: 2 },
    { id: '3.3', title: 'Optional', max: 0 },
    { id: '3.4', title: 'Models', max: 2 },
  ],
  step: 0.5,
  submissions,
});
const gradedOf = (one: ReviewedSubmission) => gradedSubmission(one, noGrades, new Map());
const row = (one: ReviewedSubmission) => gradeSheet(review(one), gradedOf)[1];

it('has a column for each exercise that brings points, and the total', () => {
  expect(gradeSheet(review(), gradedOf)[0]).toEqual([
    'student',
    'submission',
    '3.2 (of 2)',
    '3.4 (of 2)',
    'total (of 4)',
    'still to grade',
    'days late',
    'days granted',
    'taken off',
    'reason',
    'state',
    'remarks',
  ]);
});

it('gives zero for an exercise that was not handed in', () => {
  expect(row(submission([exercise('3.2', 'checked', 1.5), exercise('3.4', 'missing')]))).toEqual([
    'ada',
    'ada.zip',
    1.5,
    0,
    1.5,
    0,
    0,
    0,
    0,
    '',
    'checked',
    '3.2: Claims 2.0 points, the checks give 1.5.',
  ]);
});

it('leaves empty what is not known: it is no zero', () => {
  const cells = row(submission([exercise('3.2', 'checked', 1.5), exercise('3.4', 'failed')]));
  expect([...cells.slice(2, 5), cells[10]]).toEqual([1.5, '', '', submissionStateText('failed')]);
});

it('knows no points of what cannot be read', () => {
  const cells = row(submission([exercise('3.2', 'failed'), exercise('3.4', 'failed')], false));
  expect([...cells.slice(2, 5), cells[10]]).toEqual(['', '', '', submissionStateText('unreadable')]);
});
