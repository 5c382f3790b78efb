import { areVolumesKnown, type Provenance } from '../../src/panels/evaluation';
import type { TableRows, TableValue } from './figure';

/** Columns that say where a row comes from. */
const sourceColumns = [
  'name',
  'split',
  'checkpoint',
  'epoch',
  'slices',
  'volumes',
  'datasetFingerprint',
] as const;

/** A table as CSV (RFC 4180): what it was measured on stands in every row, so that tables can be put together. */
export function csvOf(rows: TableRows, provenance: Provenance): string {
  const source = sourceColumns.map((column) =>
    column === 'volumes' && !areVolumesKnown(provenance.doubts) ? null : provenance[column],
  );
  const [names, ...values] = rows;
  const lines = [[...sourceColumns.map(columnName), ...names], ...values.map((row) => [...source, ...row])];
  return lines.map((line) => `${line.map(field).join(',')}\r\n`).join('');
}

function columnName(column: string): string {
  return column === 'name' ? 'run' : column.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function field(value: TableValue): string {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
