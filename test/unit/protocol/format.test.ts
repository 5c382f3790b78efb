import { expect, it } from 'vitest';
import { duration, loss, percent, rough } from '../../../src/protocol/format';

it.each([
  [0, '0 s'],
  [59.4, '59 s'],
  [60, '1 min'],
  [3599, '1 h 00 min'],
  [3900, '1 h 05 min'],
])('writes %d seconds as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});

it('writes percentages as the language does', () => {
  expect(percent(0.9123, 'en')).toBe('91.2%');
  expect(percent(0.9123, 'de')).toBe('91,2\u00a0%');
});

it('shows more of a loss that is very small', () => {
  expect(loss(1.23456, 'en')).toBe('1.235');
  expect(loss(0.00012, 'en')).toBe('0.00012');
});

it('writes speeds roughly', () => {
  expect(rough(3.456, 'en')).toBe('3.5');
  expect(rough(1234, 'en')).toBe('1,230');
});
