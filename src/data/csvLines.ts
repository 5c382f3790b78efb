import { parse } from 'csv-parse/sync';

/** One record of a table. */
export interface CsvLine {
  record: string[];
  /** Number of its last line, 1-based. */
  line: number;
}

/** The records of a table that hold something, their values without the blanks around them. @throws CsvError */
export function csvLines(text: string, delimiter: string): Iterable<CsvLine> {
  return simpleLines(text, delimiter) ?? parsedLines(text, delimiter);
}

/** Printable ASCII but quotes. */
const simple = /^[ !#-~\n\r]*$/;
/** Far below what the parser refuses. */
const longest = 50_000;

/**
 * As `parsedLines`, one after the other, in a small part of its time. Undefined where a table is more than lines and separators:
 * with quotes, tabs, other letters, mixed ends of lines or very long lines.
 */
export function simpleLines(text: string, delimiter: string): Iterable<CsvLine> | undefined {
  if (!simple.test(text)) return undefined;
  const end = text.includes('\r') ? '\r\n' : '\n';
  const isOdd = (line: string) => line.length > longest || line.includes('\n') || line.includes('\r');
  if (text.split(end).some(isOdd)) return undefined;
  return linesOf(text, end, delimiter);
}

/** All values are cut out at once: line by line, this takes twice as long. */
function* linesOf(text: string, end: string, delimiter: string): Generator<CsvLine> {
  const between = '\n';
  const cells = text.replaceAll(end, delimiter + between + delimiter).split(delimiter);
  const hasBlanks = text.includes(' ');
  let line = 0;
  for (let start = 0; start < cells.length;) {
    const next = cells.indexOf(between, start);
    const stop = next < 0 ? cells.length : next;
    const found = cells.slice(start, stop);
    const record = hasBlanks ? found.map((cell) => cell.trim()) : found;
    line++;
    start = stop + 1;
    if (record[0] !== '' || record.some((cell) => cell !== '')) yield { record, line };
  }
}

/** Any table, as the library reads it. @throws CsvError */
export function parsedLines(text: string, delimiter: string): CsvLine[] {
  const read = <Options extends object>(options: Options) =>
    parse(text, {
      bom: true,
      delimiter,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      skip_records_with_empty_values: true,
      max_record_size: 100_000,
      ...options,
    }) as unknown[];
  const numbers = numbersOf(text, delimiter);
  const records = numbers && (read({}) as string[][]);
  if (numbers && records?.length === numbers.length)
    return records.map((record, index) => ({ record, line: numbers[index] }));
  const counted = read({ info: true }) as { record: string[]; info: { lines: number } }[];
  return counted.map(({ record, info }) => ({ record, line: info.lines }));
}

/**
 * Numbers of the lines that hold something, where each is one record: counting here takes a quarter of the time that the reader
 * takes for it. Undefined where quotes may hold the end of a line.
 */
function numbersOf(text: string, delimiter: string): number[] | undefined {
  if (text.includes('"')) return undefined;
  const isEmpty = (line: string) => line.replaceAll(delimiter, '').trim() === '';
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => (isEmpty(line) ? [] : [index + 1]));
}
