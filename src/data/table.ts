import { parse } from 'csv-parse/sync';
import { messageOf } from '../protocol/failure';
import type { SplitName } from '../protocol/run';
import { list, t } from '../words';
import { DatasetError, firstFew } from './failure';
import { columns, csvName } from './layout';
import { sliceName, type SliceName } from './sliceName';

/** Pictures that are over 0 where the organ is, inside the split's folder, where the table names them. */
export interface SliceMasks {
  liver?: string;
  lesion?: string;
}

/** One row of a split's table: a picture, where its name says that it comes from, and its class. */
export interface NamedRow extends SliceMasks, SliceName {
  /** Path inside the split's folder, with `/`. */
  file: string;
  /** Index into `classNames`. */
  label: number;
  /** 1-based line of the CSV. */
  line: number;
}

/** A row whose patient is settled. */
export interface Row extends NamedRow {
  patient: string;
}

/** As spreadsheet programs write them, in English and German. */
const truthWords: Readonly<Record<string, boolean>> = {
  true: true,
  wahr: true,
  yes: true,
  ja: true,
  false: false,
  falsch: false,
  no: false,
  nein: false,
};

/** Whether a cell says yes: by a word, or by 1 or 0 with any decimals and either decimal sign; undefined when it says neither. */
function truthOf(cell: string): boolean | undefined {
  const value = Number(cell === '' ? NaN : cell.replace(',', '.'));
  return value === 1 ? true : value === 0 ? false : truthWords[cell.toLowerCase()];
}

interface Line {
  record: string[];
  /** Number of the line, 1-based. */
  line: number;
}

/** The separator with which the header has most of the columns: spreadsheet programs write commas, semicolons or tabs. */
function delimiterOf(header: string): string {
  const known = new Set<string>(Object.values(columns));
  const found = (delimiter: string) =>
    header.split(delimiter).filter((cell) => known.has(cell.replaceAll('"', '').trim().toLowerCase())).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (found(delimiter) > found(best) ? delimiter : best));
}

/**
 * Numbers of the lines that hold something, where each is one record: counting here takes a quarter of the time that the reader
 * takes for it. Undefined where quotes may hold the end of a line.
 */
function plainLines(text: string, delimiter: string): number[] | undefined {
  if (text.includes('"')) return undefined;
  const isEmpty = (line: string) => line.replaceAll(delimiter, '').trim() === '';
  return text.split(/\r\n|\n|\r/).flatMap((line, index) => (isEmpty(line) ? [] : [index + 1]));
}

function parseLines(table: string, name: string): Line[] {
  // Excel may write a first line of its own that names the separator.
  const text = table.replace(/^\uFEFF?sep=.(?=[\r\n])/i, '');
  const header = /\S[^\r\n]*/.exec(text)?.[0] ?? '';
  const delimiter = delimiterOf(header);
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
  try {
    const lines = plainLines(text, delimiter);
    const records = lines && (read({}) as string[][]);
    if (lines && records?.length === lines.length)
      return records.map((record, index) => ({ record, line: lines[index] }));
    const counted = read({ info: true }) as { record: string[]; info: { lines: number } }[];
    return counted.map(({ record, info }) => ({ record, line: info.lines }));
  } catch (error) {
    throw new DatasetError(
      {
        what: t('{0} is not a readable CSV file.', name),
        why: messageOf(error),
        next: t('Open it in a text editor and correct the line, or copy the data set again.'),
      },
      error,
    );
  }
}

const lesionWithoutLiver = () => t('a lesion is marked visible, but no liver');

/** Class of a row, or what is wrong with its two truth values. */
function labelOf(liver: string, lesion: string): number | string {
  const hasLiver = truthOf(liver);
  const hasLesion = truthOf(lesion);
  if (hasLiver === undefined) return t('{0} is "{1}"; it must be 0 or 1', columns.liver, liver);
  if (hasLesion === undefined) return t('{0} is "{1}"; it must be 0 or 1', columns.lesion, lesion);
  if (hasLesion && !hasLiver) return lesionWithoutLiver();
  return hasLesion ? 2 : hasLiver ? 1 : 0;
}

function pathProblem(file: string): string | undefined {
  if (file === '') return t('{0} is empty', columns.picture);
  if (/^([a-z]:|\/)/i.test(file) || file.split('/').includes('..'))
    return t('"{0}" leads out of the data set', file);
  return undefined;
}

/** What is wrong with a line of a table. */
export interface RowProblem {
  /** 1-based. */
  line: number;
  text: string;
  isLesionWithoutLiver: boolean;
}

/**
 * Reads and checks the table of one split. Any line ends, and commas, semicolons or tabs between the values, are fine.
 * Throws one DatasetError that lists every wrong line (the first few in full) by file and line.
 */
export function readTable(text: string, split: SplitName): NamedRow[] {
  const { rows, problems } = readRows(text, split);
  const name = csvName(split);
  if (problems.length > 0)
    throw new DatasetError({
      what:
        problems.length === 1
          ? t('{0} has a wrong line.', name)
          : t('{0} has {1} wrong lines.', name, problems.length),
      why: firstFew(problems.map(({ line, text }) => `${name}:${line}: ${text}`)),
      next: t('Correct these lines, or copy the data set again.'),
    });
  return rows;
}

/** Reads the right lines of a table, and says what is wrong with the others. @throws DatasetError when it is no table of slices */
export function readRows(text: string, split: SplitName): { rows: NamedRow[]; problems: RowProblem[] } {
  const name = csvName(split);
  const [header, ...lines] = parseLines(text, name);
  const positions = new Map((header?.record ?? []).map((column, index) => [column.toLowerCase(), index]));
  const required = [columns.picture, columns.liver, columns.lesion];
  const missing = required.filter((column) => !positions.has(column));
  if (missing.length > 0)
    throw new DatasetError({
      what: `${name}:1: ${
        missing.length === 1
          ? t('the column {0} is missing.', missing[0])
          : t('the columns {0} are missing.', list(missing))
      }`,
      why: header ? t('The first line reads: {0}', header.record.join(', ')) : t('The file is empty.'),
      next: t(
        'The first line must name at least {0}. Copy the data set again, or correct it.',
        list(required),
      ),
    });
  if (lines.length === 0)
    throw new DatasetError({
      what: t('{0} lists no slices: the split "{1}" is empty.', name, split),
      next: t('Copy the data set again, or prepare the sample data.'),
    });

  const rows: NamedRow[] = [];
  const problems: RowProblem[] = [];
  const seen = new Map<string, number>();
  for (const { record, line } of lines) {
    const cell = (column: string) => record[positions.get(column) ?? -1] ?? '';
    const problem = (text: string) =>
      problems.push({ line, text, isLesionWithoutLiver: text === lesionWithoutLiver() });
    if (record.length !== header.record.length) {
      problem(t('{0} values where the first line has {1}', record.length, header.record.length));
      continue;
    }
    const path = (column: string) => cell(column).replaceAll('\\', '/').replace(/^\.\//, '');
    const file = path(columns.picture);
    const [liver, lesion] = [path(columns.liverMask), path(columns.lesionMask)];
    const label = labelOf(cell(columns.liver), cell(columns.lesion));
    const badPath = [file, liver || file, lesion || file].map(pathProblem).find(Boolean);
    const first = seen.get(file);
    if (badPath !== undefined) problem(badPath);
    else if (first !== undefined) problem(t('"{0}" is a duplicate of line {1}', file, String(first)));
    else if (typeof label === 'string') problem(label);
    else {
      const masks = { ...(liver ? { liver } : {}), ...(lesion ? { lesion } : {}) };
      rows.push({ file, ...sliceName(file), label, ...masks, line });
    }
    if (first === undefined) seen.set(file, line);
  }
  return { rows, problems };
}
