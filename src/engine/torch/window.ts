import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { RuntimeData } from '../runtime';
import { removeForgotten } from './forgotten';

/** Enough for a batch of pictures; what is larger passes in pieces. */
export const windowBytes = 16 * 2 ** 20;

/** A file in memory, where the system has such a place. */
const usualPlaces = (): string[] => ['/dev/shm', tmpdir()];

const nameOf = (): string => `lits-${process.pid}-${randomBytes(8).toString('hex')}`;
const ownerOf = (name: string): number | undefined => {
  const pid = /^lits-(\d+)-[0-9a-f]{16}$/.exec(name)?.[1];
  return pid === undefined ? undefined : Number(pid);
};

/** The number of the first file that a process inherits after its standard input, output and error. */
const firstInherited = 3;

/** Whether a process can open what it has inherited by its number: then the file needs no name. */
const hasNumberedFiles = (): boolean => process.platform !== 'win32' && existsSync('/dev/fd');

/**
 * The file through which tensors pass to another process, which has it in its memory. Where it can be handed on without a name, it has none
 * from the beginning: nothing is left of it, however the processes end.
 */
export class Window {
  private constructor(
    private readonly name: string,
    private readonly hasName: boolean,
    private readonly descriptor: number,
  ) {}

  /** @throws Error of the file system when there is no room for it anywhere. */
  static open(places: readonly string[] = usualPlaces()): Window {
    let failure: unknown;
    for (const folder of places.filter((place) => existsSync(place))) {
      try {
        return Window.openIn(folder);
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  private static openIn(folder: string): Window {
    const name = path.join(folder, nameOf());
    const descriptor = openSync(name, 'wx+', 0o600);
    const hasName = !hasNumberedFiles();
    if (hasName) removeForgotten(folder, ownerOf);
    else rmSync(name);
    const window = new Window(name, hasName, descriptor);
    try {
      // Written out whole: where the other process could find no memory for a page, it would be killed.
      window.write(new Uint8Array(windowBytes), 0);
      return window;
    } catch (error) {
      window.close();
      throw error;
    }
  }

  /** The path that the other process opens, and the file that it is to inherit as its first after the standard ones, if so. */
  handedOn(): { file: string; inherited: number | undefined } {
    return this.hasName
      ? { file: this.name, inherited: undefined }
      : { file: `/dev/fd/${firstInherited}`, inherited: this.descriptor };
  }

  write(bytes: Uint8Array, position: number): void {
    // A file system that is full writes a part, and refuses only the rest.
    for (let done = 0; done < bytes.byteLength;)
      done += writeSync(this.descriptor, bytes, done, bytes.byteLength - done, position + done);
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
    if (this.hasName) rmSync(this.name, { force: true });
  }
}

export const bytesOf = ({ buffer, byteOffset, byteLength }: RuntimeData): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);
