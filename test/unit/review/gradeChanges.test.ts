import { expect, it } from 'vitest';
import type { ItemGrade } from '../../../src/protocol/grades';
import {
  commentBank,
  emptyGrade,
  undone,
  withComment,
  withoutComment,
  withOverride,
  withPoints,
  withRubric,
} from '../../../src/review/gradeChanges';

const praise = { kind: 'celebratory', text: 'Well read' } as const;
const demand = { kind: 'essential', text: 'Which epoch?' } as const;

it('a rubric item makes room for itself where points were given by number', () => {
  expect(withRubric({ ...emptyGrade, points: 0.1 }, 'names', true)).toEqual({
    rubric: ['names'],
    comments: [],
  });
});

it('a rubric item is there once, and can be taken away', () => {
  const once = withRubric(withRubric(emptyGrade, 'names', true), 'names', true);
  expect(once.rubric).toEqual(['names']);
  expect(withRubric(once, 'names', false)).toEqual(emptyGrade);
});

it('points, comments and overrides come and go, and leave the rest as it was', () => {
  const grade = withOverride(withComment(withPoints(emptyGrade, 0), praise), { points: 1, reason: 'right' });
  expect(grade).toEqual({
    rubric: [],
    comments: [praise],
    points: 0,
    override: { points: 1, reason: 'right' },
  });
  expect(withoutComment(withOverride(withPoints(grade, undefined), undefined), praise)).toEqual(emptyGrade);
});

it('a comment is not said twice', () => {
  expect(withComment(withComment(emptyGrade, praise), { ...praise }).comments).toEqual([praise]);
});

it('what is undone is as it was before, also where there was nothing', () => {
  const after: ItemGrade = { ...emptyGrade, points: 1 };
  const change = { submission: 'a', task: '3.2/l2', before: undefined, after };
  expect(undone([change])).toEqual([{ ...change, before: after, after: emptyGrade }]);
});

it('the bank has comments that others got, the most frequent first, and none that is there already', () => {
  const grades = [
    { comments: [demand] },
    { comments: [praise] },
    { comments: [praise, demand] },
    { comments: [praise] },
  ];
  const all = grades.map((one) => ({ ...emptyGrade, ...one }));
  expect(commentBank(all, [])).toEqual([praise, demand]);
  expect(commentBank(all, [praise])).toEqual([demand]);
});
