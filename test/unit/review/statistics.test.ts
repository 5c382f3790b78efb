import { describe, expect, it } from 'vitest';
import { statisticsText } from '../../../src/cli/view/statisticsText';
import type { CheckReport, CheckResult } from '../../../src/protocol/checkReport';
import type { ClassReview, ReviewedItem, ReviewedSubmission } from '../../../src/protocol/review';
import { classStatisticsSchema } from '../../../src/protocol/statistics';
import { gradedSubmission, noGrades } from '../../../src/review/grades';
import { classStatistics, summaryOf } from '../../../src/review/statistics';
import { reviewedItem } from './reviewedItem';

const item = (id: string, points: number, change: Partial<ReviewedItem> = {}) =>
  reviewedItem({ id, title: id, points, max: 2, tutorPoints: 0, status: 'fail', ...change });
const submission = (
  student: string,
  items: ReviewedItem[],
  change: Partial<ReviewedSubmission> = {},
): ReviewedSubmission => ({
  id: student,
  path: student,
  student,
  state: 'checked',
  points: 0,
  exact: 0,
  max: 4,
  exercises: [{ id: '3.2', state: 'checked', points: 0, exact: 0, max: 4, items, key: student }],
  remarks: [],
  ...change,
});
const submissions = [
  submission('ada', [item('hard', 0), item('easy', 2)], {
    runs: [
      { id: 'a', seconds: 60, evaluations: [] },
      { id: 'b', seconds: 30, evaluations: [] },
    ],
  }),
  submission('bob', [item('hard', 1), item('easy', 2)], { runs: [{ id: 'a', evaluations: [] }] }),
  submission('cleo', [item('hard', 2), item('easy', 2), item('other', 0, { status: 'not-begun' })]),
  submission('dora', [], { state: 'unreadable' }),
];
const review: ClassReview = {
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  program: '1',
  chapter: { id: '3', title: 'Slices', max: 4 },
  exercises: [],
  step: 0.5,
  submissions,
};
const check = (status: CheckResult['status'], fault: string): CheckResult => ({
  id: 'shape',
  title: 'Right shape',
  status,
  fault,
  findings: [],
});
const reportOf = (key: string): CheckReport => ({
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '3.2', title: '' },
  points: 0,
  max: 4,
  items: [
    {
      ...item('hard', 0),
      checks: [
        key === 'cleo' ? check('pass', '') : check('fail', 'Too wide'),
        { ...check('skipped', ''), id: 'later' },
      ],
    },
  ],
});
const statistics = classStatistics(review, (one) => gradedSubmission(one, noGrades, new Map()), reportOf);

describe('the statistics of a class', () => {
  it('are what their schema says', () => {
    expect(classStatisticsSchema.parse(statistics)).toEqual(statistics);
  });

  it('are about those that were checked', () => {
    expect(statistics).toMatchObject({ submissions: 4, checked: 3, graded: 3 });
    expect(statistics.totals).toMatchObject({ count: 3, mean: 3, median: 3, least: 2, most: 4 });
  });

  it('count each total in one range, the highest points in the last', () => {
    expect(statistics.distribution.map(({ from, count }) => [from, count])).toEqual(
      [0, 0, 0, 0, 1, 0, 1, 1].map((count, index) => [index / 2, count]),
    );
  });

  it('have the hardest task first, without what was not begun', () => {
    expect(statistics.tasks).toMatchObject([
      { task: '3.2/hard', share: 0.5, full: 1, none: 1, count: 3 },
      { task: '3.2/easy', share: 1, full: 3, none: 0, count: 3 },
    ]);
  });

  it('have the checks that fail, and what they say how often', () => {
    expect(statistics.checks).toMatchObject([{ check: 'shape', failed: 2, count: 3 }]);
    expect(statistics.findings).toEqual([{ task: '3.2/hard', text: 'Too wide', count: 2 }]);
  });

  it('have the training time of those whose runs tell it', () => {
    expect(statistics.trainingSeconds).toMatchObject({ count: 1, mean: 90 });
  });

  it('name no student', () => {
    expect(JSON.stringify(statistics)).not.toMatch(/ada|bob|cleo/);
  });

  it('can be read by people, also of an empty class', () => {
    expect(statisticsText(statistics)).toContain('2×  3.2/hard: Too wide');
    const empty = classStatistics(
      { ...review, submissions: [] },
      () => gradedSubmission(submissions[0], noGrades, new Map()),
      reportOf,
    );
    expect(statisticsText(empty)).toContain('0 submissions');
  });
});

it('quartiles are those of NumPy', () => {
  // numpy.percentile([1, 2, 4, 8, 9, 20], [25, 50, 75])
  expect(summaryOf([8, 1, 20, 2, 9, 4])).toMatchObject({
    lowerQuartile: 2.5,
    median: 6,
    upperQuartile: 8.75,
  });
});
