/** A cell of a table; a number is written with the decimal sign of the reader. */
export type Cell = string | number;

export interface CsvStyle {
  separator: ',' | ';';
  decimalSign: '.' | ',';
}

/** What spreadsheets of a language expect: where a comma is the decimal sign, a semicolon separates. @param language BCP 47 tag */
export function csvStyleOf(language: string): CsvStyle {
  const sign = new Intl.NumberFormat(language)
    .formatToParts(0.5)
    .find(({ type }) => type === 'decimal')?.value;
  return sign === ',' ? { separator: ';', decimalSign: ',' } : { separator: ',', decimalSign: '.' };
}

/**
 * A text of somebody else that a spreadsheet takes for a text: one that begins as a formula does gets an apostrophe in front.
 * Source: owasp.org/www-community/attacks/CSV_Injection.
 */
export function harmlessText(text: string): string {
  return /^[\s\uFEFF]*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20|%]/.test(text) || /^[\t\r\n]/.test(text)
    ? `'${text}`
    : text;
}

/** Rows as CSV (RFC 4180) with a byte-order mark, by which spreadsheets know UTF-8. */
export function csvText(rows: readonly (readonly Cell[])[], style: CsvStyle): string {
  const lines = rows.map((row) => row.map((cell) => field(cell, style)).join(style.separator));
  return `\uFEFF${lines.map((line) => `${line}\r\n`).join('')}`;
}

function field(cell: Cell, { separator, decimalSign }: CsvStyle): string {
  if (typeof cell === 'number') return String(cell).replace('.', decimalSign);
  const text = harmlessText(cell);
  // A separator of another language may be taken for one, too.
  return /[",;\t\r\n]/.test(text) || text.includes(separator) ? `"${text.replaceAll('"', '""')}"` : text;
}
