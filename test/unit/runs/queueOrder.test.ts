import { expect, it } from 'vitest';
import { inQueueOrder, movedBy } from '../../../src/runs/queueOrder';

it('follows the order of the student; what is newer comes last, the oldest of it first', () => {
  expect(inQueueOrder(['1-a', '3-c', '2-b', '4-d'], ['3-c', '1-a'])).toEqual(['3-c', '1-a', '2-b', '4-d']);
});

it('passes over what is gone, and what a damaged order names twice', () => {
  expect(inQueueOrder(['a', 'b'], ['gone', 'b', 'b', 'a'])).toEqual(['b', 'a']);
});

it.each([
  ['up', 'b', -1, ['b', 'a', 'c']],
  ['down', 'b', 1, ['a', 'c', 'b']],
  ['not beyond the first place', 'a', -1, ['a', 'b', 'c']],
  ['not beyond the last place', 'c', 1, ['a', 'b', 'c']],
  ['nothing where it is gone', 'x', 1, ['a', 'b', 'c']],
])('moves %s', (_, id, by, order) => {
  expect(movedBy(['a', 'b', 'c'], id, by)).toEqual(order);
});
