import { expect, it } from 'vitest';
import { placeOf } from '../../../src/files/zipNames';

it.each(['a/con', 'nul.txt', 'what?.txt', 'a. /b', 'data:stream'])(
  'refuses %s on Windows, which has no such name',
  (name) => {
    expect(placeOf(name, 'win32')).toHaveProperty('refusal');
    expect(placeOf(name, 'linux')).not.toHaveProperty('refusal');
  },
);

it('lets names with dots be', () => {
  expect(placeOf('a..b/.c/...d', 'win32')).toEqual({ parts: ['a..b', '.c', '...d'], isFolder: false });
});
