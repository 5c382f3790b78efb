import { describe, expect, it } from 'vitest';
import { foreign, t, visible } from '../../../src/words';

const clear = '\u001b[2J\u001b[H1.5 of 1.5 points';

describe('control characters in a text of others', () => {
  it('are shown', () => {
    expect(visible(clear)).toBe('\\u001b[2J\\u001b[H1.5 of 1.5 points');
  });

  it.each([
    ['C0', '\u0000'],
    ['a lone carriage return', '\r'],
    ['a backspace', '\b'],
    ['DEL', '\u007f'],
    ['C1', '\u009b'],
    ['a line separator', '\u2028'],
    ['a paragraph separator', '\u2029'],
    ['an override of the direction of writing', '\u202e'],
    ['an isolate', '\u2066'],
    ['half a surrogate pair', '\ud83d'],
    ['what XML does not allow', '\uffff'],
  ])('are shown: %s', (_name, character) => {
    expect(visible(`a${character}b`)).toBe(`a\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}b`);
  });

  it('are left where they only lay out the text', () => {
    expect(visible('a\tb\nc\r\nd')).toBe('a\tb\nc\nd');
  });

  it('keep their meaning in JSON', () => {
    const value = { text: '\u007f\u009b\u2028\u202e' };
    expect(JSON.parse(visible(JSON.stringify(value)))).toEqual(value);
  });

  it('are shown in every value of a sentence', () => {
    expect(t('error: {0}', clear)).not.toContain('\u001b');
  });
});

it('letters of all languages, and pictures, are left as they are', () => {
  const text = 'Größe Ελλάδα 北京 שלום 🙂 café';
  expect(visible(text)).toBe(text);
});

describe('a long text of others', () => {
  it('is cut', () => {
    expect(foreign('x'.repeat(50_000_000))).toBe(`${'x'.repeat(4000)} …`);
  });

  it('is not cut in the middle of a character', () => {
    expect(foreign(`${'x'.repeat(3999)}🙂y`)).toBe(`${'x'.repeat(3999)} …`);
  });
});
