import { describe, expect, it } from 'vitest';
import { exerciseSchema } from '../../../src/course/manifest';
import type { CheckReport, CheckResult } from '../../../src/protocol/checkReport';
import { changedFiles, claimRemarks, fittingReport, stopRemarks } from '../../../src/review/claims';
import { reviewedItem } from './reviewedItem';

const report = (points: number, checks: CheckResult[] = []): CheckReport => ({
  version: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  exercise: { id: '3.4', title: 'Modern models' },
  points,
  max: 7,
  items: [
    { id: 'build', title: 'Build', file: 'a.ts', points, max: 7, tutorPoints: 0, status: 'fail', checks },
  ],
});
const [one, two] = ['1', '2'].map((digit) => digit.repeat(64));
const named = (path: string, sha256 = one) => ({ path, bytes: 1, sha256 });

it('tells of a report that gives other points than the checks', () => {
  expect(claimRemarks(report(7.5), report(6))).toEqual([
    { kind: 'claim', exercise: '3.4', text: 'Claims 7.5 points, the checks give 6.0.' },
  ]);
});

it('has nothing to say of a report that gives the same points, or of none', () => {
  expect([...claimRemarks(report(6), report(6)), ...claimRemarks(undefined, report(6))]).toEqual([]);
});

it('tells of files that were changed, taken away or added after the hand-in', () => {
  const now = new Map([
    ['same.ts', one],
    ['changed.ts', two],
  ]);
  const files = [named('same.ts'), named('changed.ts'), named('gone.ts')];
  expect(changedFiles({ files }, now, ['same.ts', 'new.ts']).map(({ kind, text }) => [kind, text])).toEqual([
    ['edited', 'changed.ts was changed after it was handed in.'],
    ['missing', 'gone.ts is missing, which was there when it was handed in.'],
    ['added', 'new.ts was not there when it was handed in.'],
  ]);
});

it('tells once what has stopped several checks, with its place, unless the file is as it was handed out', () => {
  const stopped = (id: string): CheckResult => ({
    id,
    title: id,
    status: 'error',
    findings: [
      { probed: id, expected: '', actual: 'It never ends.', hints: [], at: { file: 'a.ts', line: 3 } },
    ],
  });
  expect(stopRemarks(report(0, [stopped('a'), stopped('b')]), new Set())).toEqual([
    { kind: 'stopped', exercise: '3.4', text: 'a.ts:3: It never ends.' },
  ]);
  const { items } = report(0, [stopped('a')]);
  expect(stopRemarks(report(0, [stopped('a')]), new Set(items.map(({ file }) => file)))).toEqual([]);
});

describe('a report that a submission brings itself', () => {
  const exercise = exerciseSchema.parse({
    version: 1,
    id: '3.2',
    title: 'Regularization',
    summary: 'x',
    tasks: [{ id: 'baseline', title: 'Baseline', points: 0.5, file: 'baseline.ts', gradedBy: ['checks'] }],
  });
  const said = (points: number, id = 'baseline'): CheckReport => ({
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    exercise: { id: '9.9', title: 'Mine' },
    points,
    max: 1000,
    items: [{ ...reviewedItem({ tutorPoints: 0 }), id, title: 'Mine', points, max: 1000, checks: [] }],
  });

  it('brings no more than the course has for it', () => {
    const { points, max, exercise: about } = fittingReport(said(1000), exercise);
    expect([points, max, about.id]).toEqual([0.5, 0.5, '3.2']);
  });

  it('has no tasks but those of the course', () => {
    const { items, points } = fittingReport(said(1, 'invented'), exercise);
    expect([items.map(({ id }) => id), points]).toEqual([['baseline'], 0]);
  });
});
