import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { parseJson } from '../files/jsonFile';
import { hasCode } from '../protocol/errorCode';
import { metricLineSchema, type MetricLine } from '../protocol/run';
import { runFiles } from './layout';

/** What has been added to the metrics of a run. */
export interface MetricsPart {
  /** The file was begun anew: what came before counts no more. */
  fresh: boolean;
  lines: MetricLine[];
}

/** A few milliseconds of work. */
const partBytes = 16 * 2 ** 10;
/** Enough of a line to tell it from another. */
const lastBytes = 256;
const lineEnd = '\n'.charCodeAt(0);

/** Reads on in the metrics of a run that may still grow, in parts: between them, others have their turn. */
export class MetricsTail {
  /** Where the first line begins that was not read. */
  private offset = 0;
  private file: number | undefined;
  /** What stood before `offset`. */
  private readLast = Buffer.alloc(0);
  /** How many lines could not be read so far. */
  damaged = 0;

  constructor(private readonly runDir: string) {}

  /** Everything that has come since the last time; a line that is not finished waits for its end. */
  async *read(): AsyncGenerator<MetricsPart> {
    const handle = await this.open();
    if (!handle) return;
    try {
      const { ino, size } = await handle.stat();
      let fresh = this.file !== ino || size < this.offset || !(await this.goesOn(handle));
      if (fresh) [this.file, this.offset, this.damaged, this.readLast] = [ino, 0, 0, Buffer.alloc(0)];
      for (;;) {
        const bytes = await this.nextLines(handle);
        if (bytes.length === 0) return;
        this.offset += bytes.length;
        this.readLast = Buffer.from(bytes.subarray(-lastBytes));
        yield { fresh, lines: this.linesIn(bytes.toString()) };
        fresh = false;
        await setImmediate();
      }
    } finally {
      await handle.close();
    }
  }

  /** Whether the file still holds what was read last: it may have been cut, and grown again. */
  private async goesOn(handle: FileHandle): Promise<boolean> {
    const { length } = this.readLast;
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, this.offset - length);
    return buffer.equals(this.readLast);
  }

  private async open(): Promise<FileHandle | undefined> {
    try {
      return await open(join(this.runDir, runFiles.metrics));
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    }
  }

  /** Whole lines, about as many as make a part. */
  private async nextLines(handle: FileHandle): Promise<Buffer> {
    for (let length = partBytes; ; length *= 2) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, this.offset);
      const end = buffer.subarray(0, bytesRead).lastIndexOf(lineEnd) + 1;
      if (end > 0 || bytesRead < length) return buffer.subarray(0, end);
    }
  }

  private linesIn(text: string): MetricLine[] {
    const texts = text.split('\n').filter((line) => line.trim() !== '');
    const lines = texts.flatMap((line) => {
      const read = parseJson(line, metricLineSchema);
      return read.state === 'whole' ? [read.value] : [];
    });
    this.damaged += texts.length - lines.length;
    return lines;
  }
}
