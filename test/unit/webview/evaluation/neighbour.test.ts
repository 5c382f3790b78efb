import { expect, it } from 'vitest';
import { neighbour } from '../../../../webview/evaluation/neighbour';

it.each([
  ['ArrowRight', 1, 2],
  ['ArrowLeft', 1, 0],
  ['Home', 2, 0],
  ['End', 0, 3],
  ['ArrowLeft', 0, undefined],
  ['ArrowRight', 3, undefined],
  ['a', 1, undefined],
])('%s leads from place %i to %j', (key, place, next) => {
  expect(neighbour(key, place, 4)).toBe(next);
});
