import { afterEach, describe, expect, it } from 'vitest';
import {
  addWords,
  dateTime,
  decimals,
  duration,
  language,
  languageOf,
  list,
  loss,
  rounded,
  number,
  percent,
  rough,
  speak,
  t,
} from '../../../src/words';
import { speakCarried } from '../../../src/words/bundles';

afterEach(() => speak('en'));

describe('t', () => {
  it('says a text in English unless told otherwise', () => {
    expect(t('Show Log')).toBe('Show Log');
  });

  it('says it in the language whose translations were given', () => {
    speak('de', { 'Epoch {0} of {1}': 'Epoche {0} von {1}' });
    expect(t('Epoch {0} of {1}', 2, 10)).toBe('Epoche 2 von 10');
  });

  it('says in English what has no translation', () => {
    speak('de', {});
    expect(t('Nobody has translated this.')).toBe('Nobody has translated this.');
  });

  it('writes numbers as the language does, and leaves texts as they are', () => {
    speak('de', {});
    expect(t('{0} parameters, seed {1}', 8486787, '12345')).toBe('8.486.787 parameters, seed 12345');
  });

  it('leaves braces in a value alone', () => {
    expect(t('In {0}: {1}', '{1}', 'x')).toBe('In {1}: x');
  });

  it('learns further translations', () => {
    speak('de', { a: 'A' });
    addWords({ b: 'B' });
    expect([t('a'), t('b')]).toEqual(['A', 'B']);
  });
});

describe('the language', () => {
  it('is English where there are no translations', () => {
    speak('fr');
    expect(language()).toBe('en');
  });

  it('keeps the region of English', () => {
    speak('en-GB');
    expect(language()).toBe('en-GB');
  });

  it('is found in the carried translations, with or without a region', () => {
    speakCarried('de-AT');
    expect([language(), t('Show Log')]).toEqual(['de-AT', 'Protokoll anzeigen']);
    speakCarried('fr');
    expect(t('Show Log')).toBe('Show Log');
  });

  it.each([
    [{ LANG: 'de_DE.UTF-8' }, 'de-DE'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'de_AT' }, 'de-AT'],
    [{ LANG: 'de', LC_ALL: 'en_GB.UTF-8' }, 'en-GB'],
    [{ LANG: 'C' }, 'en'],
    [{ LANG: 'POSIX' }, 'en'],
    [{ LANG: 'de_DE@euro' }, 'de-DE'],
    [{}, 'en'],
  ])('of a terminal with %j is %s', (environment, expected) => {
    expect(languageOf(environment)).toBe(expected);
  });
});

describe('formats', () => {
  it('follow the language', () => {
    speak('de', {});
    expect(number(1234567.5)).toBe('1.234.567,5');
    expect(decimals(0.5, 2)).toBe('0,50');
    expect(percent(0.8413)).toBe('84,1\u00a0%');
    expect(loss(0.4567)).toBe('0,457');
    expect(list(['a', 'b', 'c'])).toBe('a, b und c');
    expect(dateTime(new Date(2026, 10, 28, 9, 5))).toBe('28.11.2026, 09:05');
  });

  it('write a huge or a tiny loss with its power of ten', () => {
    expect([loss(1_234_567_890), loss(-2.5e-7), loss(99_999)]).toEqual(['1.23e9', '-2.5e-7', '99,999.000']);
    speak('de', {});
    expect(loss(1_234_567_890)).toBe('1,23e9');
  });

  it('name a loss that is no number', () => {
    expect([loss(Number.NaN), loss(Infinity)]).toEqual(['NaN', '∞']);
  });

  it('mark an axis with few digits', () => {
    expect([0, 0.25, 1250, 5e7].map(rounded)).toEqual(['0', '0.25', '1,250', '5e7']);
  });

  it('show more decimals of a tiny loss', () => {
    expect([loss(0.00123), loss(0), loss(-0.5)]).toEqual(['0.00123', '0.000', '-0.500']);
  });

  it('keep a speed short', () => {
    expect([rough(12.345), rough(0.123), rough(1234)]).toEqual(['12', '0.12', '1,230']);
  });

  it('join a list with the word that was asked for', () => {
    expect(list(['a', 'b', 'c'], 'or')).toBe('a, b, or c');
  });

  it.each([
    [0.4, '0 s'],
    [59.4, '59 s'],
    [60, '1 min'],
    [3599, '1 h 00 min'],
    [3900, '1 h 05 min'],
  ])('say %d s as %s', (seconds, expected) => {
    expect(duration(seconds)).toBe(expected);
  });
});
