import { expect, it } from 'vitest';
import { csvStyleOf, csvText, harmlessText } from '../../../src/review/csv';

it.each([
  '=HYPERLINK("http://evil")',
  '+1',
  '-1',
  '@SUM(A1)',
  '\t=1',
  '\r=1',
  '\n=1',
  '  =1',
  '\uFEFF=1',
  '＝1',
  '|cmd',
  '%0A=1',
])('marks %j as a text, so that no spreadsheet computes it', (text) => {
  expect(harmlessText(text)).toBe(`'${text}`);
});

it.each(['Ada Lovelace', "O'Hara", '7.5', 'a=b', ''])('leaves %j as it is', (text) => {
  expect(harmlessText(text)).toBe(text);
});

it('begins with the mark by which spreadsheets know UTF-8, and ends each line as RFC 4180 has it', () => {
  expect(csvText([['Zoë', 1.5]], csvStyleOf('en'))).toBe('\uFEFFZoë,1.5\r\n');
});

it('writes numbers with the decimal sign of the language, and separates them by another one', () => {
  expect(csvText([['Zoë', 1.5, 2]], csvStyleOf('de-AT'))).toBe('\uFEFFZoë;1,5;2\r\n');
});

it('quotes what would end a cell or a row', () => {
  expect(csvText([['a,b', 'say "x"', 'two\nlines']], csvStyleOf('en'))).toBe(
    '\uFEFF"a,b","say ""x""","two\nlines"\r\n',
  );
});
