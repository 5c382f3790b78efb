import type { Curve } from './curve';

/** Everything that some runs have measured, as CSV (RFC 4180): a line for each step. Values are as they were measured. */
export function csvOf(runs: readonly { name: string; curve: Curve }[]): string {
  const lines = ['run,step,epoch,seconds,loss,accuracy'];
  for (const { name, curve } of runs) {
    const columns = curve.table();
    for (let index = 0; index < curve.length; index++)
      lines.push([field(name), ...columns.map((column) => written(column[index]))].join());
  }
  return lines.map((line) => `${line}\r\n`).join('');
}

/** As short as it is exact: of 32 bits, seven digits were measured. */
const written = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(7))) : '');

const field = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
