import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFileAtomic } from '../files/atomicFile';
import { isFull } from '../files/full';
import { hasCode } from '../protocol/errorCode';
import { FailureError } from '../protocol/failure';
import { isActive, type MetricLine, type RunRecord } from '../protocol/run';
import { t } from '../words';
import { appendJsonLine } from './jsonLines';
import { claim, isTrained } from './claim';
import { runFiles } from './layout';
import { readRun } from './record';

/** How a run has ended. */
export type RunEnd = Pick<RunRecord, 'state' | 'failure'>;

/** More than the record of a run that fails takes up. */
const reserveBytes = 256 * 2 ** 10;

/**
 * Writes a run while it trains. Lines are appended at once, so that a killed worker loses none; the record is replaced
 * atomically, one write after the other. How a run ends can be written on a full disk, too: some space is kept for it.
 */
export class RunWriter {
  private current: RunRecord;
  private lastWrite: Promise<void> = Promise.resolve();

  private constructor(
    readonly folder: string,
    record: RunRecord,
    private readonly release: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.current = record;
  }

  /**
   * Begins a new run in `folder`, which is made when it is not there yet.
   * @throws FailureError when the folder already holds a run; an error of the file system, and then it holds none.
   */
  static async create(
    folder: string,
    record: Omit<RunRecord, 'version' | 'id' | 'createdAt' | 'updatedAt'>,
  ): Promise<RunWriter> {
    await mkdir(folder, { recursive: true });
    const now = new Date().toISOString();
    const id = basename(folder);
    const writer = new RunWriter(folder, { version: 1, id, createdAt: now, updatedAt: now, ...record });
    const file = join(folder, runFiles.record);
    try {
      await writeFile(file, writer.text(), { flag: 'wx' });
    } catch (error) {
      if (hasCode(error, 'EEXIST'))
        throw new FailureError({
          what: t('There is already a run in {0}.', folder),
          next: t('Choose another folder for the new run.'),
        });
      await rm(file, { force: true });
      throw error;
    }
    try {
      await writer.keepReserve();
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    return writer;
  }

  /**
   * Goes on with a run that has ended before its time.
   * @param worker the process that goes on with it
   * @throws FailureError when another process trains it, also when it has only just begun to
   */
  static async takeOver(folder: string, worker: NonNullable<RunRecord['worker']>): Promise<RunWriter> {
    const release = await claim(folder, worker);
    try {
      const record = await readRun(folder);
      if (isActive(record.state)) throw isTrained(record);
      const writer = new RunWriter(folder, record, release);
      await writer.keepReserve();
      return writer;
    } catch (error) {
      await release();
      throw error;
    }
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

  /** Writes that the run has ended, and how. */
  async end(end: RunEnd): Promise<void> {
    const change = { ...end, worker: undefined };
    try {
      await this.update(change);
    } catch (error) {
      if (!isFull(error)) throw error;
      await this.giveReserve();
      await this.update(change);
    }
    await this.giveReserve();
    await this.release();
  }

  /** Without it, a run could begin that cannot end. */
  private async keepReserve(): Promise<void> {
    try {
      await writeFile(join(this.folder, runFiles.reserve), Buffer.alloc(reserveBytes, ' '));
    } catch (error) {
      await this.giveReserve();
      throw error;
    }
  }

  private giveReserve(): Promise<void> {
    return rm(join(this.folder, runFiles.reserve), { force: true });
  }

  appendMetric(line: MetricLine): void {
    appendJsonLine(join(this.folder, runFiles.metrics), line);
  }

  private text(): string {
    return `${JSON.stringify(this.current, undefined, 2)}\n`;
  }
}
