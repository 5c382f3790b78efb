import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { describe, expect, it } from 'vitest';
import { parsedLines, simpleLines } from '../../../src/data/csvLines';

/** Pieces that tables are made of: those that only the parser knows are rare. */
const usual = ['a', 'volume-1_2.png', '0', '1', '.', '/', "'", '#', ' ', '  ', ',', ',', ';', '\n', '\n'];
const rare = ['\r\n', '\r', '"', '\t', 'é', '\u00a0', '\u2028', '\ufeff', '\v', '\0', 'x'.repeat(60_000)];

const linesOrError = (read: () => Iterable<unknown>) => {
  try {
    return [...read()];
  } catch (error) {
    return error instanceof Error ? error.name : error;
  }
};

describe('a table of lines and separators alone', () => {
  it('is read as the parser reads it, whatever it holds', () => {
    const random = xoroshiro128plus(20);
    const pick = (from: readonly string[]) => from[uniformInt(random, 0, from.length - 1)];
    let simple = 0;
    for (let round = 0; round < 1200; round++) {
      const windows = round % 5 === 0;
      const pieces = Array.from({ length: uniformInt(random, 0, 40) }, () =>
        pick(uniformInt(random, 0, 149) === 0 ? rare : usual),
      );
      const text = windows ? pieces.join('').replaceAll('\n', '\r\n') : pieces.join('');
      const delimiter = pick([',', ';']);
      const lines = simpleLines(text, delimiter);
      if (!lines) continue;
      simple++;
      expect([...lines], JSON.stringify(text)).toEqual(linesOrError(() => parsedLines(text, delimiter)));
    }
    expect(simple).toBeGreaterThan(400);
  });

  it.each([
    ['quotes', 'a,"b"\n'],
    ['tabs', 'a\tb\n'],
    ['letters beyond ASCII', 'Bände,1\n'],
    ['mixed ends of lines', 'a,b\r\nc,d\n'],
    ['ends of lines as on an old Macintosh', 'a,b\rc,d\r'],
    ['a line that the parser may refuse', `a,${'b'.repeat(60_000)}\n`],
  ])('is not what has %s', (_, text) => {
    expect(simpleLines(text, ',')).toBeUndefined();
  });
});
