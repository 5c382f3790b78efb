import { parse } from 'csv-parse/sync';
import { messageOf } from '../protocol/failure';
import type { SplitName } from '../protocol/run';
import { DatasetError, firstFew } from './failure';
import { columns, csvName } from './layout';
import { sliceName } from './sliceName';

/** Pictures that are over 0 where the organ is, inside the split's folder, where the table names them. */
export interface SliceMasks {
  liver?: string;
  lesion?: string;
}

/** One row of a split's table: a picture, where it comes from, and its class. */
export interface Row extends SliceMasks {
  /** Path inside the split's folder, with `/`. */
  file: string;
  patient: string;
  slice: number;
  /** Index into `classNames`. */
  label: number;
  /** 1-based line of the CSV. */
  line: number;
}

const truthValues: Record<string, boolean> = {
  '1': true,
  '1.0': true,
  true: true,
  '0': false,
  '0.0': false,
  false: false,
};

interface Line {
  record: string[];
  info: { lines: number };
}

function parseLines(text: string, name: string): Line[] {
  const header = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  try {
    return parse(text, {
      bom: true,
      // Spreadsheet programs in countries with a decimal comma write semicolons.
      delimiter: header.includes(',') ? ',' : ';',
      info: true,
      trim: true,
      relax_column_count: true,
      skip_empty_lines: true,
      max_record_size: 100_000,
    }) as unknown as Line[];
  } catch (error) {
    throw new DatasetError(
      {
        what: `${name} is not a readable CSV file.`,
        why: messageOf(error),
        next: 'Open it in a text editor and correct the line, or copy the data set again.',
      },
      error,
    );
  }
}

/** Class of a row, or what is wrong with its two truth values. */
function labelOf(liver: string, lesion: string): number | string {
  const unknown = [
    [columns.liver, liver],
    [columns.lesion, lesion],
  ].find(([, value]) => !((value ?? '').toLowerCase() in truthValues));
  if (unknown) return `${unknown[0]} is "${unknown[1]}"; it must be 0 or 1`;
  const hasLiver = truthValues[liver.toLowerCase()];
  const hasLesion = truthValues[lesion.toLowerCase()];
  if (hasLesion && !hasLiver) return 'a lesion is marked visible, but no liver';
  return hasLesion ? 2 : hasLiver ? 1 : 0;
}

function pathProblem(file: string): string | undefined {
  if (file === '') return `${columns.picture} is empty`;
  if (/^([a-z]:|\/)/i.test(file) || file.split('/').includes('..'))
    return `"${file}" leads out of the data set`;
  return undefined;
}

/**
 * Reads and checks the table of one split. Byte-order mark, Windows line ends and semicolons are fine.
 * Throws one DatasetError that lists every wrong line (the first few in full) by file and line.
 */
export function readTable(text: string, split: SplitName): Row[] {
  const name = csvName(split);
  const [header, ...lines] = parseLines(text, name);
  const positions = new Map((header?.record ?? []).map((column, index) => [column.toLowerCase(), index]));
  const required = [columns.picture, columns.liver, columns.lesion];
  const missing = required.filter((column) => !positions.has(column));
  if (missing.length > 0)
    throw new DatasetError({
      what: `${name}:1: the column ${missing.join(' and the column ')} is missing.`,
      why: header ? `The first line reads: ${header.record.join(', ')}` : 'The file is empty.',
      next: `The first line must name at least ${required.join(', ')}. Copy the data set again, or correct it.`,
    });
  if (lines.length === 0)
    throw new DatasetError({
      what: `${name} lists no slices: the split "${split}" is empty.`,
      next: 'Copy the data set again, or prepare the sample data.',
    });

  const rows: Row[] = [];
  const findings: string[] = [];
  const seen = new Map<string, number>();
  for (const { record, info } of lines) {
    const cell = (column: string) => record[positions.get(column) ?? -1] ?? '';
    const problem = (text: string) => findings.push(`${name}:${info.lines}: ${text}`);
    if (record.length !== header.record.length) {
      problem(`${record.length} values where the first line has ${header.record.length}`);
      continue;
    }
    const path = (column: string) => cell(column).replaceAll('\\', '/').replace(/^\.\//, '');
    const file = path(columns.picture);
    const [liver, lesion] = [path(columns.liverMask), path(columns.lesionMask)];
    const place = sliceName(file);
    const label = labelOf(cell(columns.liver), cell(columns.lesion));
    const badPath = [file, liver || file, lesion || file].map(pathProblem).find(Boolean);
    const first = seen.get(file);
    if (badPath !== undefined) problem(badPath);
    else if (first !== undefined) problem(`"${file}" is a duplicate of line ${first}`);
    else if (place === undefined)
      problem(`"${file}" does not tell the patient; expected a name like volumes/volume-12_34.png`);
    else if (typeof label === 'string') problem(label);
    else {
      const masks = { ...(liver ? { liver } : {}), ...(lesion ? { lesion } : {}) };
      rows.push({ file, ...place, label, ...masks, line: info.lines });
    }
    if (first === undefined) seen.set(file, info.lines);
  }
  if (findings.length > 0)
    throw new DatasetError({
      what: `${name} has ${findings.length === 1 ? 'a wrong line' : `${findings.length} wrong lines`}.`,
      why: firstFew(findings),
      next: 'Correct these lines, or copy the data set again.',
    });
  return rows;
}

/**
 * Throws DatasetError when a patient's slices are in two splits. Neighbouring slices are near copies of each
 * other: the model would be examined on what it has seen, and every figure would be too good.
 */
export function checkPatientsApart(tables: Record<SplitName, Row[]>): void {
  const home = new Map<string, SplitName>();
  const findings = new Map<string, string>();
  for (const [split, rows] of Object.entries(tables) as [SplitName, Row[]][])
    for (const { patient, line } of rows) {
      const first = home.get(patient) ?? split;
      home.set(patient, first);
      if (first !== split && !findings.has(patient))
        findings.set(patient, `${csvName(split)}:${line}: ${patient} is also in ${csvName(first)}`);
    }
  if (findings.size > 0)
    throw new DatasetError({
      what: `${findings.size} patient${findings.size === 1 ? ' is' : 's are'} in more than one split.`,
      why: `Results on such a split would look better than they are.\n${firstFew([...findings.values()])}`,
      next: 'Keep all slices of a patient in one of train, val and test.',
    });
}
