import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../files/atomicFile';
import { hasCode } from '../protocol/errorCode';
import { FailureError } from '../protocol/failure';
import type { MetricLine, RunRecord } from '../protocol/run';
import { t } from '../words';
import { appendJsonLine } from './jsonLines';
import { runFiles } from './layout';

/**
 * Writes a run while it trains. Lines are appended at once, so that a killed worker loses none; the record is replaced
 * atomically, one write after the other.
 */
export class RunWriter {
  private current: RunRecord;
  private lastWrite: Promise<void> = Promise.resolve();

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

  private text(): string {
    return `${JSON.stringify(this.current, undefined, 2)}\n`;
  }
}
