import { expect, it } from 'vitest';
import { keyTarget } from '../../../webview/shared/keyboard';

it.each([
  ['ArrowRight', 5, 6],
  ['ArrowLeft', 5, 4],
  ['ArrowLeft', 0, 0],
  ['ArrowRight', 99, 99],
  ['PageUp', 5, 15],
  ['PageDown', 5, 0],
  ['Home', 50, 0],
  ['End', 50, 99],
])('%s takes the cursor from step %d to %d of 100', (key, from, to) => {
  expect(keyTarget(key, from, 100)).toBe(to);
});

it('begins at the last step', () => {
  expect(keyTarget('ArrowLeft', undefined, 100)).toBe(99);
});

it('leaves other keys alone', () => {
  expect(keyTarget('Tab', 5, 100)).toBeUndefined();
});

it('has nowhere to go before the first step', () => {
  expect(keyTarget('Home', undefined, 0)).toBeUndefined();
});
