import { describe, expect, it } from 'vitest';
import { feedbackSchema } from '../../../src/protocol/feedback';
import type { CheckReport, CheckResult } from '../../../src/protocol/checkReport';
import type { ItemGrade, RubricItem, Terms } from '../../../src/protocol/grades';
import type { ReviewedItem, ReviewedSubmission } from '../../../src/protocol/review';
import { feedbackOf } from '../../../src/review/feedback';
import { reviewedItem } from './reviewedItem';

const check = (id: string, status: CheckResult['status']): CheckResult => ({
  id,
  title: `Right ${id}`,
  status,
  fault: `Wrong ${id}`,
  findings: status === 'fail' ? [{ probed: 'a slice', expected: '1', actual: '2', hints: ['Look.'] }] : [],
});
const report: CheckReport = {
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '3.2', title: 'Regularisierung' },
  points: 0.25,
  max: 0.5,
  items: [
    { ...reviewedItem(), title: 'Ausgangslage', checks: [check('shape', 'pass'), check('loss', 'fail')] },
  ],
};
const submission = (items: ReviewedItem[] = [reviewedItem()]): ReviewedSubmission => ({
  id: 'ada-1',
  path: 'ada.zip',
  student: 'Ada',
  state: 'checked',
  points: 0.25,
  exact: 0.25,
  max: 0.5,
  exercises: [{ id: '3.2', state: 'checked', points: 0.25, exact: 0.25, max: 0.5, items }],
  remarks: [{ kind: 'alike', exercise: '3.2', text: '90 % of its own code is that of Bob' }],
});
const grade = (change: Partial<ItemGrade>): ItemGrade => ({ rubric: [], comments: [], ...change });
const rubric = new Map<string, RubricItem>([
  ['names', { task: '3.2/baseline', text: 'Names the epoch', points: 0.25 }],
]);
const feedback = (
  { grades = [], terms = [] }: { grades?: ItemGrade[]; terms?: Terms[] } = {},
  own = submission(),
) =>
  feedbackOf({
    submission: own,
    said: { items: new Map([['3.2/baseline', grades]]), terms },
    rubric,
    reports: new Map([['3.2', report]]),
    chapter: {
      chapter: { id: '3', title: 'Schichten', max: 0.5 },
      exercises: [{ id: '3.2', title: 'Regularisierung', max: 0.5 }],
    },
  });
const taskOf = (one: ReturnType<typeof feedback>) => one.exercises[0].tasks[0];

describe('feedback', () => {
  it('is what its schema says', () => {
    const one = feedback({ grades: [grade({ points: 0.1 })] });
    expect(feedbackSchema.parse(one)).toEqual(one);
  });

  it('has the titles and findings of the report in the student\u2019s language', () => {
    const task = taskOf(feedback());
    expect(task).toMatchObject({ title: 'Ausgangslage', passed: 1, checked: 2 });
    expect(task.findings).toMatchObject([{ headline: 'Wrong loss', expected: '1', actual: '2' }]);
  });

  it('says what checks and tutor give, with the rubric items that apply and the comments', () => {
    const comments = [{ kind: 'celebratory' as const, text: 'Well seen.' }];
    const task = taskOf(feedback({ grades: [grade({ rubric: ['names'], comments })] }));
    expect(task).toMatchObject({ points: 0.5, checks: 0.25, tutor: 0.25, tutorMax: 0.25, state: 'done' });
    expect([task.rubric, task.comments]).toEqual([[{ text: 'Names the epoch', points: 0.25 }], comments]);
  });

  it('gives the reason of points that replace the others', () => {
    const override = { points: 0.5, reason: 'A check was wrong.' };
    expect(taskOf(feedback({ grades: [grade({ override })] }))).toMatchObject({ points: 0.5, override });
  });

  it('has no word about others: remarks are for tutors', () => {
    expect(JSON.stringify(feedback())).not.toContain('Bob');
  });

  it('is final once everything is graded, and nobody disagrees', () => {
    expect(feedback().isFinal).toBe(false);
    expect(feedback({ grades: [grade({ points: 0.1 })] }).isFinal).toBe(true);
    expect(feedback({ grades: [grade({ points: 0.1 }), grade({ points: 0.2 })] }).isFinal).toBe(false);
  });

  it('says which option does not count', () => {
    const items = [
      reviewedItem({ id: 'alex', option: 'alexnet', points: 1, max: 2, status: 'pass', tutorPoints: 0 }),
      reviewedItem({ id: 'res', option: 'resnet50', points: 2, max: 3, status: 'pass', tutorPoints: 0 }),
    ];
    const [{ tasks }] = feedback({}, submission(items)).exercises;
    expect(tasks.map(({ state }) => state)).toEqual(['notCounted', 'done']);
  });

  it('tells of days and of what was taken off, with the reason', () => {
    const terms = [{ lateDays: 2, extensionDays: 1, deduction: 0.1, reason: 'late' }];
    expect(feedback({ grades: [grade({ points: 0.1 })], terms })).toMatchObject({
      lateDays: 2,
      extensionDays: 1,
      deduction: 0.1,
      reason: 'late',
      points: 0.25,
    });
  });
});
