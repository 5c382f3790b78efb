import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../files/atomicFile';
import { hasCode } from '../protocol/errorCode';
import { FailureError } from '../protocol/failure';
import type { LogLevel, MetricLine, RunRecord } from '../protocol/run';
import { t } from '../words';
import { appendJsonLine, appendLine } from './jsonLines';
import { runFiles, runLog } from './layout';

/** A log grows to this size and no further: a print in an endless loop must not fill the disk. */
const logLimitBytes = 10 * 2 ** 20;

/**
 * Writes a run while it trains. Lines are appended at once, so that a killed worker loses none; the record is replaced
 * atomically, one write after the other.
 */
export class RunWriter {
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
   * Begins a new run in `folder`, which is made when it is not there yet.
   * @throws FailureError when the folder already holds a run.
   */
  static async create(
    folder: string,
    record: Omit<RunRecord, 'version' | 'id' | 'createdAt' | 'updatedAt'>,
  ): Promise<RunWriter> {
    await mkdir(folder, { recursive: true });
    const now = new Date().toISOString();
    const id = basename(folder);
    const writer = new RunWriter(folder, { version: 1, id, createdAt: now, updatedAt: now, ...record });
    try {
      await writeFile(join(folder, runFiles.record), writer.text(), { flag: 'wx' });
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
      throw new FailureError({
        what: t('There is already a run in {0}.', folder),
        next: t('Choose another folder for the new run.'),
      });
    }
    return writer;
  }

  get record(): RunRecord {
    return this.current;
  }

  /** Changes the record on disk; resolves once it is there. */
  update(change: Partial<RunRecord>): Promise<void> {
    this.current = { ...this.current, ...change, updatedAt: new Date().toISOString() };
    const text = this.text();
    const write = () => writeFileAtomic(join(this.folder, runFiles.record), text);
    const written = this.lastWrite.then(write, write);
    this.lastWrite = written.catch(() => undefined); // Whoever asked for it hears of it; the next write still comes.
    return written;
  }

  appendMetric(line: MetricLine): void {
    appendJsonLine(join(this.folder, runFiles.metrics), line);
  }

  /** Adds to the log, up to its limit. @returns whether it was written */
  appendLog(level: LogLevel, text: string): boolean {
    if (this.logBytes > logLimitBytes) return false;
    const line = `${new Date().toISOString()} ${level}: ${text}`;
    this.logBytes += Buffer.byteLength(line) + 1;
    appendLine(runLog(this.folder), line);
    if (this.logBytes > logLimitBytes)
      appendLine(runLog(this.folder), t('The log has reached its limit; the rest is left out.'));
    return true;
  }

  private text(): string {
    return `${JSON.stringify(this.current, undefined, 2)}\n`;
  }
}
