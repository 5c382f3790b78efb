import { expect, it } from 'vitest';
import { gradeExercise } from '../../../src/check/grade';
import { runChecks, type Outcome } from '../../../src/check/runChecks';
import { exerciseSchema } from '../../../src/course/manifest';
import type { Finding } from '../../../src/protocol/checkReport';

const pass: Outcome = { findings: [] };
const finding = (actual: string): Finding => ({ probed: 'x', expected: 'y', actual, hints: [] });

async function statuses(checks: { id: string; needs?: string[] }[], outcomes: Record<string, Outcome>) {
  const results = await runChecks({
    checks: checks.map((check) => ({ title: check.id, ...check })),
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
const checkOf = (item: string) => ({ id: item, item, title: item, probe: () => undefined });
const checks = exercise.tasks.map(({ id }) => checkOf(id));
const resultOf = (id: string, status: 'pass' | 'fail') => ({ id, title: id, status, findings: [] });

it('counts the option that brings more points, and what belongs to none', () => {
  const results = [resultOf('always', 'pass'), resultOf('small-one', 'pass'), resultOf('large-one', 'fail')];
  expect(gradeExercise(exercise, checks, results, new Date())).toMatchObject({ points: 3, max: 4 });
});

it('leaves an item to the tutor that no check looks at', () => {
  const [item] = gradeExercise(exercise, [], [], new Date()).items;
  expect(item).toMatchObject({ status: 'needs-tutor', points: 0 });
});
