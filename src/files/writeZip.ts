import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import type { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { patiently } from './patiently';

/** A file of an archive to be written: its content, or the file that holds it. Such a file is large: it is not compressed, as weights hardly can be. */
export type ZippedFile = { name: string } & ({ content: Buffer } | { source: string });

/** All entries have the same time, so that the same content gives the same bytes. ZIP knows no earlier one. */
const options = { mtime: new Date(1980, 0, 1), mode: 0o100644, forceDosTimestamp: true };

/**
 * Writes a ZIP archive, which appears complete or not at all. The same files give the same bytes.
 * @throws when a file cannot be read, or the archive not be written
 */
export async function writeZip(target: string, files: readonly ZippedFile[]): Promise<void> {
  const zip = new ZipFile();
  const part = `${target}.${randomUUID()}.part`;
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1)))
    if ('content' in file) zip.addBuffer(file.content, file.name, options);
    else zip.addFile(file.source, file.name, { ...options, compress: false });
  // What cannot be read is told by the archive, not by its stream, which would never end.
  const output = zip.outputStream as PassThrough;
  zip.once('error', (error: Error) => output.destroy(error));
  zip.end();
  try {
    await pipeline(output, createWriteStream(part, { flags: 'wx' }));
    await patiently(() => rename(part, target));
  } finally {
    await rm(part, { force: true });
  }
}
