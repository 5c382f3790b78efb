import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RuntimeData } from '../runtime';

/** Enough for a batch of pictures; what is larger passes in pieces. */
export const windowBytes = 16 * 2 ** 20;

/** A file in memory, where the system has such a place. */
const places = ['/dev/shm', tmpdir()];

/** The file through which tensors pass to another process, which has it in its memory. */
export class Window {
  private constructor(
    readonly file: string,
    private readonly descriptor: number,
  ) {}

  /** @throws Error of the file system when there is no room for it anywhere. */
  static open(): Window {
    const name = `lits-${process.pid}-${randomBytes(8).toString('hex')}`;
    let failure: unknown;
    for (const folder of places.filter((place) => existsSync(place))) {
      const file = path.join(folder, name);
      try {
        const descriptor = openSync(file, 'wx+', 0o600);
        // Written out whole: where the other process could find no memory for a page, it would be killed.
        writeSync(descriptor, new Uint8Array(windowBytes));
        return new Window(file, descriptor);
      } catch (error) {
        rmSync(file, { force: true });
        failure = error;
      }
    }
    throw failure;
  }

  /** Takes the file's name away, once the other process has it open; on Windows only `close` can. */
  hide(): void {
    if (process.platform !== 'win32') rmSync(this.file, { force: true });
  }

  write(bytes: Uint8Array, position: number): void {
    writeSync(this.descriptor, bytes, 0, bytes.byteLength, position);
  }

  /** Fills the bytes from the window's start. */
  read(bytes: Uint8Array): void {
    let done = 0;
    while (done < bytes.byteLength) {
      const read = readSync(this.descriptor, bytes, done, bytes.byteLength - done, done);
      if (read === 0) throw new Error('The window is shorter than it was made.');
      done += read;
    }
  }

  close(): void {
    closeSync(this.descriptor);
    rmSync(this.file, { force: true });
  }
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: RuntimeData): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
