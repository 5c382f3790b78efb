import { createReadStream } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import yauzl from 'yauzl';

/** An open archive. */
export interface OpenZip {
  path: string;
  file: FileHandle;
  zip: yauzl.ZipFile;
}

/**
 * Each entry is read with a stream of its own: yauzl's reader has one queue for all, and fails outside of any promise when
 * a stream that waits in it is cancelled.
 */
class ArchiveReader extends yauzl.RandomAccessReader {
  constructor(
    private readonly path: string,
    private readonly file: FileHandle,
  ) {
    super();
  }

  override _readStreamForRange(start: number, end: number): Readable {
    return createReadStream(this.path, { start, end: end - 1 });
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    this.file
      .read(buffer, offset, length, position)
      .then(({ bytesRead }) => callback(bytesRead === length ? null : new Error('unexpected end')), callback);
  }
}

/** Opens an archive. The caller closes its file. */
export async function openZip(path: string): Promise<OpenZip> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const options = { autoClose: false, decodeStrings: false };
    const zip = await yauzl.fromRandomAccessReaderPromise(new ArchiveReader(path, file), size, options);
    return { path, file, zip };
  } catch (error) {
    await file.close();
    throw error;
  }
}
