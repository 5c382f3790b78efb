import { expect, it } from 'vitest';
import { gradeExercise } from '../../../src/check/grade';
import { runChecks, type Outcome } from '../../../src/check/runChecks';
import { exerciseSchema } from '../../../src/course/manifest';
import { countedItems, faultLine, headline, isPassed, type Finding } from '../../../src/protocol/checkReport';

const pass: Outcome = { findings: [] };
const finding = (actual: string): Finding => ({ probed: 'x', expected: 'y', actual, hints: [] });

async function statuses(checks: { id: string; needs?: string[] }[], outcomes: Record<string, Outcome>) {
  const results = await runChecks({
    checks: checks.map((check) => ({ title: check.id, fault: `not ${check.id}`, ...check })),
    execute: (id) => Promise.resolve(outcomes[id]),
  });
  return results.map(({ status }) => status);
}

it('skips all that builds on a check that was skipped', async () => {
  const checks = [{ id: 'a' }, { id: 'b', needs: ['a'] }, { id: 'c', needs: ['b'] }];
  expect(await statuses(checks, { a: { findings: [finding('no')] } })).toEqual([
    'fail',
    'skipped',
    'skipped',
  ]);
});

it('tells once what stops several checks', async () => {
  const stopped = { stopped: finding('crash') };
  expect(await statuses([{ id: 'a' }, { id: 'b' }], { a: stopped, b: stopped })).toEqual([
    'error',
    'skipped',
  ]);
});

it('goes on after a check that was stopped', async () => {
  const outcomes = { a: { stopped: finding('crash') }, b: pass };
  expect(await statuses([{ id: 'a' }, { id: 'b' }], outcomes)).toEqual(['error', 'pass']);
});

const task = { title: 'Task', file: 'a.ts', gradedBy: ['checks'] };
const exercise = exerciseSchema.parse({
  version: 1,
  id: '1.1',
  title: 'Exercise',
  summary: 'Two ways to do it.',
  options: [
    { id: 'small', title: 'Small' },
    { id: 'large', title: 'Large' },
  ],
  tasks: [
    { ...task, id: 'always', points: 1 },
    { ...task, id: 'small-one', points: 2, option: 'small' },
    { ...task, id: 'large-one', points: 3, option: 'large' },
  ],
});
const checkOf = (item: string) => ({
  id: item,
  item,
  title: item,
  fault: `not ${item}`,
  probe: () => undefined,
});
const checks = exercise.tasks.map(({ id }) => checkOf(id));
const resultOf = (id: string, status: 'pass' | 'fail') => ({ id, title: id, status, findings: [] });

it('counts the option that brings more points, and what belongs to none', () => {
  const results = [resultOf('always', 'pass'), resultOf('small-one', 'pass'), resultOf('large-one', 'fail')];
  expect(gradeExercise(exercise, checks, results, new Set(), new Date())).toMatchObject({
    points: 3,
    max: 4,
  });
});

it('leaves an item to the tutor that no check looks at', () => {
  const [item] = gradeExercise(exercise, [], [], new Set(), new Date()).items;
  expect(item).toMatchObject({ status: 'needs-tutor', points: 0 });
});

it('says what is wrong of a check that has failed', async () => {
  const [result] = await runChecks({
    checks: [{ id: 'a', title: 'Right', fault: 'Wrong' }],
    execute: () => Promise.resolve({ findings: [finding('no')] }),
  });
  expect(headline(result)).toBe('Wrong');
});

it('is silent about an option that was not begun', () => {
  const results = [resultOf('always', 'pass'), resultOf('small-one', 'pass')];
  const report = gradeExercise(exercise, checks, results, new Set(['large']), new Date());
  expect(countedItems(report).map(({ id }) => id)).toEqual(['always', 'small-one']);
  expect(isPassed(report)).toBe(true);
});

it('has not passed when none of the options was begun', () => {
  const results = [resultOf('always', 'fail')];
  const report = gradeExercise(exercise, checks, results, new Set(['small', 'large']), new Date());
  expect(isPassed(report)).toBe(false);
});

it('has not passed for having no points to reach', () => {
  const ungraded = { ...exercise, tasks: exercise.tasks.map((one) => ({ ...one, points: 0 })) };
  const results = ungraded.tasks.map(({ id }) => resultOf(id, 'fail'));
  expect(isPassed(gradeExercise(ungraded, checks, results, new Set(), new Date()))).toBe(false);
});

it('takes what has no share in the points for a remark', () => {
  const remark = { ...checkOf('always'), id: 'remark', share: 0 };
  const results = [resultOf('always', 'pass'), resultOf('remark', 'fail')];
  const [item] = gradeExercise(exercise, [checkOf('always'), remark], results, new Set(), new Date()).items;
  expect(item).toMatchObject({ status: 'pass', points: 1 });
});

it('says in one line what was found instead of what', () => {
  const failed = { id: 'a', title: 'Right', fault: 'Wrong', status: 'fail' as const, findings: [] };
  expect(faultLine(failed, { actual: '3 layers.', expected: '4 layers.' })).toBe(
    'Wrong: 3 layers instead of 4 layers',
  );
  expect(faultLine(failed, { actual: 'x'.repeat(100), expected: '4 layers.' })).toBe('Wrong');
});
