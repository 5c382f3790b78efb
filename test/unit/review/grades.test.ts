import { describe, expect, it } from 'vitest';
import type { ItemGrade, RubricItem, Terms } from '../../../src/protocol/grades';
import type { ReviewedSubmission } from '../../../src/protocol/review';
import { findTasks, gradedItem, gradedSubmission } from '../../../src/review/grades';
import { reviewedItem } from './reviewedItem';

const given = (change: Partial<ItemGrade>): ItemGrade => ({ rubric: [], comments: [], ...change });
const rubric = new Map<string, RubricItem>([
  ['names', { task: '3.2/baseline', text: 'Names the epoch', points: 0.25 }],
  ['vague', { task: '3.2/baseline', text: 'Without numbers', points: -0.1 }],
]);
const pointsOf = (...grades: ItemGrade[]) => gradedItem(reviewedItem(), grades, rubric).points;

describe('a task', () => {
  it('has the points of the checks until a tutor gives theirs', () => {
    expect(gradedItem(reviewedItem(), [], rubric)).toMatchObject({ points: 0.25, state: 'open' });
  });

  it('needs no tutor where checks give all points', () => {
    expect(gradedItem(reviewedItem({ tutorPoints: 0 }), [], rubric).state).toBe('done');
  });

  it('gets what the tutor gives beside what the checks give, within the tutor\u2019s part', () => {
    expect(pointsOf(given({ points: 0.15 }))).toBe(0.4);
    expect(pointsOf(given({ points: 7 }))).toBe(0.5);
    expect(pointsOf(given({ points: -1 }))).toBe(0.25);
  });

  it('gets the points of the rubric items that apply', () => {
    expect(pointsOf(given({ rubric: ['names', 'vague'] }))).toBe(0.4);
  });

  it('gets other points for everybody who has a rubric item when that is changed', () => {
    const changed = new Map([...rubric, ['names', { task: '3.2/baseline', text: 'Names it', points: 0.1 }]]);
    expect(gradedItem(reviewedItem(), [given({ rubric: ['names'] })], changed).points).toBe(0.35);
  });

  it('gets what an override says, and never more than there is', () => {
    expect(pointsOf(given({ points: 0.1, override: { points: 0.5, reason: 'wrong check' } }))).toBe(0.5);
    expect(pointsOf(given({ override: { points: 9, reason: 'typing' } }))).toBe(0.5);
  });

  it('is still to be graded where a tutor has only said something of it', () => {
    const comments = [{ kind: 'informative' as const, text: 'Which epoch?' }];
    expect(gradedItem(reviewedItem(), [given({ comments })], rubric)).toMatchObject({
      points: 0.25,
      state: 'open',
    });
  });

  it('has the lower of two points on which tutors disagree, and says so', () => {
    const both = [given({ points: 0.25 }), given({ points: 0.1 })];
    expect(gradedItem(reviewedItem(), both, rubric)).toMatchObject({ points: 0.35, state: 'conflict' });
  });
});

describe('a submission', () => {
  const options = [
    reviewedItem({ id: 'alex', option: 'alexnet', points: 1, tutorPoints: 1, max: 2 }),
    reviewedItem({ id: 'res', option: 'resnet50', points: 2, tutorPoints: 1, max: 3 }),
  ];
  const submission = {
    exercises: [
      { id: '3.2', state: 'checked', points: 0.25, exact: 0.25, max: 0.5, items: [reviewedItem()] },
      { id: '3.4', state: 'checked', points: 2, exact: 2, max: 3, items: options },
    ],
  } satisfies Pick<ReviewedSubmission, 'exercises'>;
  const terms = (change: Partial<Terms>): Terms => ({
    lateDays: 0,
    extensionDays: 0,
    deduction: 0,
    reason: '',
    ...change,
  });
  const graded = (grades: [string, ItemGrade][], all: Terms[] = []) =>
    gradedSubmission(
      submission,
      { items: new Map(grades.map(([key, grade]) => [key, [grade]])), terms: all },
      rubric,
    );

  it('counts the option that brings the most with what the tutor gave', () => {
    expect(graded([]).points).toBe(2.25);
    expect(graded([['3.4/res', given({ points: 1 })]]).points).toBe(3.25);
    expect(graded([['3.4/alex', given({ override: { points: 2, reason: 'right' } })]]).points).toBe(2.25);
  });

  it('lists the tasks that count and that a tutor has still to grade', () => {
    expect(graded([['3.2/baseline', given({ points: 0 })]]).open).toEqual(['3.4/res']);
  });

  it('loses what is taken off, and never goes below zero', () => {
    expect(graded([], [terms({ lateDays: 2, deduction: 1, reason: 'late' })]).points).toBe(1.25);
    expect(graded([], [terms({ deduction: 99 })]).points).toBe(0);
  });

  it('says that tutors disagree on what is taken off', () => {
    expect(graded([], [terms({ deduction: 1 }), terms({})])).toMatchObject({
      points: 1.25,
      conflicts: ['terms'],
    });
  });

  it('finds a task by its name alone', () => {
    const review = { submissions: [submission as ReviewedSubmission] };
    expect(findTasks(review, 'baseline')).toEqual(['3.2/baseline']);
    expect(findTasks(review, '3.4/res')).toEqual(['3.4/res']);
    expect(findTasks(review, 'line')).toEqual([]);
  });
});
