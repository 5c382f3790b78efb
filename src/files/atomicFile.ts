import { writeFile } from 'node:fs/promises';
import writeAtomic from 'write-file-atomic';
import { patiently } from './patiently';

/** Writes a file so that a reader finds the old content or the new one, whole, at any time. Its folder must be there. */
export async function writeFileAtomic(file: string, content: string | Uint8Array): Promise<void> {
  // Given the content, write-file-atomic writes once and does not look at how much of it was written: on a full disk,
  // half a file would replace the old one. `writeFile` goes on until all is written, or throws.
  const options = { tmpfileCreated: (temporary: string) => writeFile(temporary, content) };
  try {
    await patiently(() => writeAtomic(file, '', options));
  } catch (error) {
    // Not the temporary file's: nobody knows that one.
    if (error instanceof Error && 'path' in error) error.path = file;
    throw error;
  }
}

/** Writes a value as JSON, as `writeFileAtomic` does. @param indent 0: all in one line */
export async function writeJsonAtomic(file: string, value: unknown, indent = 2): Promise<void> {
  await writeFileAtomic(file, `${JSON.stringify(value, undefined, indent)}\n`);
}
