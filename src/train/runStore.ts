import { appendFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { FailureError } from '../protocol/failure';
import type { MetricLine, RunRecord } from '../protocol/run';
import { runFiles } from '../protocol/runFolder';
import { exists } from './exists';
import type { LogLevel } from './program/scope';

/** A log grows to this size and no further: a print in an endless loop must not fill the disk. */
const logLimitBytes = 10 * 2 ** 20;

/**
 * The one writer of a run folder. Lines are appended at once, so that a killed worker loses none; the record is
 * replaced atomically, one write after the other.
 */
export class RunStore {
  private current: RunRecord;
  private lastWrite: Promise<void> = Promise.resolve();
  private logBytes = 0;

  private constructor(
    readonly folder: string,
    record: RunRecord,
  ) {
    this.current = record;
  }

  /**
   * Begins a new run in `folder`, which is created.
   * @throws FailureError when the folder already holds a run.
   */
  static async create(
    folder: string,
    record: Omit<RunRecord, 'version' | 'id' | 'createdAt' | 'updatedAt'>,
  ): Promise<RunStore> {
    if (await exists(path.join(folder, runFiles.record)))
      throw new FailureError({
        what: `There is already a run in ${folder}.`,
        next: 'Choose another folder for the new run.',
      });
    await mkdir(folder, { recursive: true });
    const now = new Date().toISOString();
    const id = path.basename(folder);
    const store = new RunStore(folder, { version: 1, id, createdAt: now, updatedAt: now, ...record });
    await store.update({});
    return store;
  }

  get record(): RunRecord {
    return this.current;
  }

  /** Changes the record on disk; resolves once it is there. */
  update(change: Partial<RunRecord>): Promise<void> {
    this.current = { ...this.current, ...change, updatedAt: new Date().toISOString() };
    const text = `${JSON.stringify(this.current, undefined, 2)}\n`;
    const write = () => writeFileAtomic(path.join(this.folder, runFiles.record), text);
    const written = this.lastWrite.then(write, write);
    this.lastWrite = written.catch(() => undefined); // Whoever asked for it hears of it; the next write still comes.
    return written;
  }

  appendMetric(line: MetricLine): void {
    appendFileSync(path.join(this.folder, runFiles.metrics), `${JSON.stringify(line)}\n`);
  }

  /** Adds to `log.txt`, up to its limit. @returns whether it was written */
  appendLog(level: LogLevel, text: string): boolean {
    if (this.logBytes > logLimitBytes) return false;
    const line = `${new Date().toISOString()} ${level}: ${text}\n`;
    this.logBytes += Buffer.byteLength(line);
    const last =
      this.logBytes > logLimitBytes ? 'The log has reached its limit; the rest is left out.\n' : '';
    appendFileSync(path.join(this.folder, runFiles.log), line + last);
    return true;
  }
}
