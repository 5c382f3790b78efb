import { basename } from 'node:path';

/** Name of a run: its training file without the extension. */
export function runName(file: string): string {
  return basename(file).replace(/\.[cm]?tsx?$/, '');
}

/** Id of a new run, `<time>-<name>`: sorts by time, is a valid folder name everywhere. Time is local, as the student reads it. */
export function newRunId(file: string, now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  const time = `${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
  return `${day}-${time}-${runName(file).replace(/[^\p{L}\p{N}._-]+/gu, '-')}`;
}
