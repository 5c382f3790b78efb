import { messageOf } from '../protocol/failure';
import type { SplitName } from '../protocol/run';
import { list, t } from '../words';
import { csvLines, type CsvLine } from './csvLines';
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
  if (cell === '0' || cell === '1') return cell === '1';
  const value = Number(cell === '' ? NaN : cell.replace(',', '.'));
  return value === 1 ? true : value === 0 ? false : truthWords[cell.toLowerCase()];
}

/** The separator with which the header has most of the columns: spreadsheet programs write commas, semicolons or tabs. */
function delimiterOf(header: string): string {
  const known = new Set<string>(Object.values(columns));
  const found = (delimiter: string) =>
    header.split(delimiter).filter((cell) => known.has(cell.replaceAll('"', '').trim().toLowerCase())).length;
  return [',', ';', '\t'].reduce((best, delimiter) => (found(delimiter) > found(best) ? delimiter : best));
}

function parseLines(table: string, name: string): Iterable<CsvLine> {
  // Excel may write a first line of its own that names the separator.
  const text = table.replace(/^\uFEFF?sep=.(?=[\r\n])/i, '');
  const header = /\S[^\r\n]*/.exec(text)?.[0] ?? '';
  try {
    return csvLines(text, delimiterOf(header));
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
  if (/^([a-z]:|\/)/i.test(file) || (file.includes('..') && file.split('/').includes('..')))
    return t('"{0}" leads out of the data set', file);
  return undefined;
}

/** As it is written on every system, from the split's folder. */
function pathOf(cell: string): string {
  const path = cell.includes('\\') ? cell.replaceAll('\\', '/') : cell;
  return path.startsWith('./') ? path.slice(2) : path;
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

interface Rows {
  rows: NamedRow[];
  problems: RowProblem[];
}

/** Reads the right lines of a table, and says what is wrong with the others. @throws DatasetError when it is no table of slices */
export function readRows(text: string, split: SplitName): Rows {
  const read = rowsOf(text, split, undefined);
  // To remember the line of each name takes a third of the time, and only a duplicate is told by it.
  const names = new Set(read.names);
  return names.size === read.names.length ? read : rowsOf(text, split, new Map());
}

/** @param seen the line of each name; without it, duplicates are not found */
function rowsOf(
  text: string,
  split: SplitName,
  seen: Map<string, number> | undefined,
): Rows & { names: string[] } {
  const name = csvName(split);
  const lines = parseLines(text, name)[Symbol.iterator]();
  const header = (lines.next() as IteratorResult<CsvLine, undefined>).value;
  const positions = positionsIn(header?.record, name);
  const width = header?.record.length;

  const names: string[] = [];
  const rows: NamedRow[] = [];
  const problems: RowProblem[] = [];
  const problem = (line: number, text: string) =>
    problems.push({ line, text, isLesionWithoutLiver: text === lesionWithoutLiver() });
  for (const { record, line } of { [Symbol.iterator]: () => lines }) {
    if (record.length !== width) {
      problem(line, t('{0} values where the first line has {1}', record.length, width ?? 0));
      continue;
    }
    const file = pathOf(record[positions.picture]);
    const liver = pathOf(record[positions.liverMask] ?? '');
    const lesion = pathOf(record[positions.lesionMask] ?? '');
    const label = labelOf(record[positions.liver], record[positions.lesion]);
    const badPath = pathProblem(file) ?? (liver && pathProblem(liver)) ?? (lesion && pathProblem(lesion));
    const first = seen?.get(file);
    if (badPath) problem(line, badPath);
    else if (first !== undefined) problem(line, t('"{0}" is a duplicate of line {1}', file, String(first)));
    else if (typeof label === 'string') problem(line, label);
    else {
      const { patient, slice } = sliceName(file);
      const row: NamedRow = { file, patient, slice, label, line };
      if (liver) row.liver = liver;
      if (lesion) row.lesion = lesion;
      rows.push(row);
    }
    names.push(file);
    if (first === undefined) seen?.set(file, line);
  }
  if (rows.length + problems.length === 0)
    throw new DatasetError({
      what: t('{0} lists no slices: the split "{1}" is empty.', name, split),
      next: t('Copy the data set again, or prepare the sample data.'),
    });
  return { rows, problems, names };
}

type Column = keyof typeof columns;

/** Where the columns are; -1: the table has no such column. @throws DatasetError where one is missing that is needed */
function positionsIn(header: readonly string[] | undefined, name: string): Record<Column, number> {
  const known = new Map((header ?? []).map((column, index) => [column.toLowerCase(), index]));
  const required = [columns.picture, columns.liver, columns.lesion];
  const missing = required.filter((column) => !known.has(column));
  if (missing.length > 0)
    throw new DatasetError({
      what: `${name}:1: ${
        missing.length === 1
          ? t('the column {0} is missing.', missing[0])
          : t('the columns {0} are missing.', list(missing))
      }`,
      why: header ? t('The first line reads: {0}', header.join(', ')) : t('The file is empty.'),
      next: t(
        'The first line must name at least {0}. Copy the data set again, or correct it.',
        list(required),
      ),
    });
  const at = (column: Column) => known.get(columns[column]) ?? -1;
  return {
    picture: at('picture'),
    liver: at('liver'),
    lesion: at('lesion'),
    liverMask: at('liverMask'),
    lesionMask: at('lesionMask'),
  };
}
