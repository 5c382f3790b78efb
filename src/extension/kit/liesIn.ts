import { isAbsolute, relative, sep } from 'node:path';

/** Whether a file lies in a folder, or in one of the folders in it. Both are absolute paths. */
export function liesIn(folder: string, file: string): boolean {
  const way = relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
