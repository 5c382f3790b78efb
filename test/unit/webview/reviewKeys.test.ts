import { expect, it } from 'vitest';
import { keyAction, type PressedKey } from '../../../webview/review/keys';

const pressed = (change: Partial<PressedKey>): PressedKey => ({
  key: '',
  code: '',
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  ...change,
});

it('takes digits for rubric items, and with Shift for comments, whatever the keyboard writes then', () => {
  expect(keyAction(pressed({ key: '3', code: 'Digit3' }))).toEqual({ does: 'rubric', place: 2 });
  expect(keyAction(pressed({ key: '§', code: 'Digit3', shiftKey: true }))).toEqual({
    does: 'bank',
    place: 2,
  });
});

it('takes letters by what they write', () => {
  expect(keyAction(pressed({ key: '0', code: 'Digit0' }))).toEqual({ does: 'none' });
  expect(keyAction(pressed({ key: '/', code: 'Digit7', shiftKey: true }))).toEqual({ does: 'search' });
  expect(keyAction(pressed({ key: '?', code: 'Minus', shiftKey: true }))).toEqual({ does: 'help' });
});

it('leaves to the editor what is not its own', () => {
  expect(keyAction(pressed({ key: 'f', code: 'KeyF', ctrlKey: true }))).toBeUndefined();
  expect(keyAction(pressed({ key: 'toString', code: '' }))).toBeUndefined();
  expect(keyAction(pressed({ key: 'Tab', code: 'Tab' }))).toBeUndefined();
});
