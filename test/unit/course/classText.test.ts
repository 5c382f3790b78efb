import { afterEach, expect, it } from 'vitest';
import { classNames, classText } from '../../../src/course/classes';
import { speakCarried } from '../../../src/words/bundles';

afterEach(() => speakCarried('en'));

it('names the classes in the language that is spoken', () => {
  expect(classNames.map(classText)).toEqual(['no liver', 'liver', 'lesion']);
  speakCarried('de');
  expect(classNames.map(classText)).toEqual(['keine Leber', 'Leber', 'Läsion']);
});

it('leaves the name of another class as it is', () => {
  expect(classText('kidney')).toBe('kidney');
});
