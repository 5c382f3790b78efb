import { readFile, stat } from 'node:fs/promises';

/** A pipe or a device where a file should be. Its code is none of the system's; `protocol/failure` has the words for it. */
class NoRegularFileError extends Error {
  readonly code = 'ENOTFILE';
  readonly syscall = 'open';

  constructor(readonly path: string) {
    // no text: as the system's own
    super(`ENOTFILE: not a regular file, open '${path}'`);
  }
}

/**
 * Looks before a file is opened: to open a pipe or a device may take for ever. A folder passes, and is refused by the system.
 * @throws an error with the code ENOTFILE, or the system's
 */
export async function mustBeRegular(path: string): Promise<void> {
  const found = await stat(path);
  if (!found.isFile() && !found.isDirectory()) throw new NoRegularFileError(path);
}

/** As `readFile`, but never waits for a pipe or a device. @throws as `mustBeRegular` */
export async function readRegularFile(path: string): Promise<Buffer> {
  await mustBeRegular(path);
  return readFile(path);
}
