import { describe, expect, it } from 'vitest';
import type { CheckReport, ItemResult } from '../../../src/protocol/checkReport';
import { missingText, type HandedFile } from '../../../src/review/missing';

const exercise = { id: '3.2', title: 'Regularization' };
const file = (changes: Partial<HandedFile> = {}): HandedFile => ({
  path: 'l2.ts',
  state: 'edited',
  changedAt: new Date('2026-01-01T10:00:00Z'),
  unanswered: 0,
  isTask: true,
  ...changes,
});
const check = { id: 'c', title: 'c', status: 'pass' as const, findings: [] };
const report = (createdAt: string, status: ItemResult['status']): CheckReport => ({
  version: 1,
  createdAt,
  exercise,
  points: 0,
  max: 1,
  items: [
    {
      id: 'l2',
      title: 'L2 penalty',
      file: 'l2.ts',
      points: 0,
      max: 1,
      tutorPoints: 0,
      status,
      checks: [check],
    },
  ],
});
const passed = report('2026-01-01T11:00:00.000Z', 'pass');

it('finds nothing missing where all is changed, checked and right', () => {
  expect(missingText(exercise, passed, [file()])).toEqual([]);
});

describe('what is told to be missing', () => {
  it.each([
    ['a file that does not exist', [file({ state: 'absent' })], '3.2: l2.ts does not exist.'],
    ['a file of the starter', [file({ state: 'untouched' })], '3.2: l2.ts is as it was in the beginning.'],
    ['a question without an answer', [file({ unanswered: 1 })], '3.2: a question in l2.ts is not answered.'],
    ['several of them', [file({ unanswered: 3 })], '3.2: 3 questions in l2.ts are not answered.'],
    ['the whole exercise', [], '3.2: there is no file of it.'],
  ])('is %s', (_what, files, text) => {
    expect(missingText(exercise, passed, files)).toEqual([text]);
  });

  it('is a report', () => {
    expect(missingText(exercise, undefined, [file()])).toEqual([
      '3.2: it was not checked yet, so that there is no report to hand in.',
    ]);
  });

  it('is a report on the file as it is now', () => {
    const files = [file({ changedAt: new Date('2026-01-01T12:00:00Z') })];
    expect(missingText(exercise, passed, files)).toEqual([
      '3.2: the report is older than l2.ts. Check it again.',
    ]);
  });

  it('is a task that the checks have something against', () => {
    const failed = report('2026-01-01T11:00:00.000Z', 'fail');
    expect(missingText(exercise, failed, [file()])).toEqual([
      '3.2: the checks have something against "L2 penalty".',
    ]);
  });
});
