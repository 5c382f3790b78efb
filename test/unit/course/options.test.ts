import { describe, expect, it } from 'vitest';
import { leadingTasks, pointsOf } from '../../../src/course/manifest';

const task = (id: string, points: number, option?: string) => ({ id, points, option });
const points = (one: { points: number }) => one.points;
const ids = (tasks: readonly { id: string }[]) => tasks.map(({ id }) => id);

describe('an exercise with options', () => {
  const tasks = [task('report', 1), task('one', 2, 'a'), task('two', 1, 'a'), task('three', 2, 'b')];

  it('counts the option that brings the most, and what belongs to none', () => {
    expect(pointsOf(tasks, points)).toBe(4);
  });

  it('is led by the tasks of that option, and those of none', () => {
    expect(ids(leadingTasks(tasks, points))).toEqual(['report', 'one', 'two']);
  });

  it('is led by all options while they bring the same', () => {
    expect(ids(leadingTasks(tasks, () => 0))).toEqual(['report', 'one', 'two', 'three']);
  });
});

it('an exercise without options is led by all of its tasks', () => {
  const tasks = [task('one', 1), task('two', 0)];
  expect(leadingTasks(tasks, points)).toEqual(tasks);
});
