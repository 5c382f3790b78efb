import path from 'node:path';

/**
 * Whether a file lies in a folder, or in one of the folders in it. Both are absolute paths. The folder may be the root of a drive.
 * @param rules of the paths; default: those of this system
 */
export function liesIn(folder: string, file: string, rules: path.PlatformPath = path): boolean {
  const way = rules.relative(folder, file);
  return way !== '' && way !== '..' && !way.startsWith(`..${rules.sep}`) && !rules.isAbsolute(way);
}
