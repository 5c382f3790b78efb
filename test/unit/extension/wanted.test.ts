import { expect, it } from 'vitest';
import { wantedOf, type Node } from '../../../src/extension/checks/wanted';

const root: Node = { id: '9.1' };
const task: Node = { id: 'sum', parent: root };
const check: Node = { id: 'sum-of-one', parent: task };
const elsewhere: Node = { id: '9.2' };

it('wants all of an exercise when nothing is named, or the exercise is', () => {
  expect(wantedOf(root, {})).toBe('all');
  expect(wantedOf(root, { include: [root] })).toBe('all');
});

it('wants the tasks and checks that are named', () => {
  expect(wantedOf(root, { include: [task, check] })).toEqual({ items: ['sum'], checks: ['sum-of-one'] });
});

it('wants nothing of an exercise when another one is named', () => {
  expect(wantedOf(root, { include: [elsewhere] })).toBeUndefined();
});

it('leaves out what is excluded', () => {
  expect(wantedOf(root, { exclude: [root] })).toBeUndefined();
  expect(wantedOf(root, { include: [check], exclude: [check] })).toBeUndefined();
});
