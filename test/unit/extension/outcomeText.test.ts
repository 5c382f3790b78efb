import { expect, it } from 'vitest';
import { outcomeOf } from '../../../src/extension/checks/outcomeText';
import type { CheckResult, ItemResult } from '../../../src/protocol/checkReport';

const right: CheckResult = { id: 'a', title: 'Right', status: 'pass', findings: [] };
const wrong: CheckResult = { id: 'b', title: 'Right', fault: 'Wrong', status: 'fail', findings: [] };

function item(over: Partial<ItemResult>): ItemResult {
  return {
    id: 'baseline',
    title: 'Baseline',
    file: 'baseline.ts',
    points: 0.25,
    max: 0.5,
    tutorPoints: 0.25,
    status: 'needs-tutor',
    checks: [right, right, right],
    ...over,
  };
}

const open = item({ id: 'l2', title: 'L2', points: 0, status: 'fail', checks: [right, wrong] });
const outcome = (items: ItemResult[], inFocus = 'baseline') =>
  outcomeOf({ exercise: { id: '3.2', title: 'Regularization' }, items }, ({ id }) => id === inFocus);

it('names the points of a task that is done while others are open', () => {
  expect(outcome([item({}), open])).toEqual({
    text: 'Baseline: all 3 checks pass. 0.25 points, 0.25 more from your tutor.',
    done: 'task',
  });
});

it('names the exercise once all tasks are done', () => {
  expect(outcome([item({})]).done).toBe('exercise');
});

it('says first what is wrong with the task at hand, and no points', () => {
  expect(outcome([item({}), open], 'l2').text).toBe('3.2 Regularization: 4 of 5 checks pass. L2: Wrong.');
});

it('leaves the points to the tutor where only a tutor gives them', () => {
  expect(outcome([item({ points: 0, max: 1, tutorPoints: 1 })]).text).toContain(
    'Your tutor gives the point.',
  );
});

it('speaks of no points where there are none to be had', () => {
  expect(outcome([item({ points: 0, max: 0, tutorPoints: 0, status: 'pass' })]).text).toBe(
    '3.2 Regularization: all 3 checks pass.',
  );
});

it('is no success when nothing was begun', () => {
  expect(outcome([item({ status: 'not-begun' })])).toMatchObject({
    done: 'nothing',
    text: '3.2 Regularization: nothing is begun yet. Its files are as they were in the beginning.',
  });
});
