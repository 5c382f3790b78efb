import type { LogLevel } from '../protocol/run';
import { foreign, t } from '../words';
import { appendLine } from './jsonLines';

/** A log grows to this size and no further: a print in an endless loop must not fill the disk. */
const logLimitBytes = 10 * 2 ** 20;
/** A longer line is cut. */
const longestLine = 20_000;
/** Lines that come in so many milliseconds, or with so many characters, are written together. */
const bundle = { millis: 100, characters: 2 ** 16 };

/**
 * Writes the log of a run, up to its limit. A line is written at once, unless many come: a program that prints in a loop would
 * spend its time on the file. It never throws within `add`, because a full disk is no error of the code that prints.
 */
export class RunLogWriter {
  private lines: string[] = [];
  private characters = 0;
  private writtenAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;
  private bytes = 0;
  private leftOut = 0;
  private isBroken = false;

  /** @param onBroken hears of it, once, when the log cannot be written any more */
  constructor(
    private readonly file: string,
    private readonly onBroken: (error: unknown) => void,
  ) {}

  add(level: LogLevel, text: string): void {
    if (this.bytes > logLimitBytes || this.isBroken) {
      this.leftOut++;
      return;
    }
    const line = `${new Date().toISOString()} ${level}: ${foreign(text, longestLine)}`;
    this.bytes += Buffer.byteLength(line) + 1;
    this.lines.push(line);
    this.characters += line.length;
    if (this.bytes > logLimitBytes)
      this.lines.push(t('The log has reached its limit; the rest is left out.'));
    if (this.characters > bundle.characters || performance.now() - this.writtenAt > bundle.millis)
      this.flush();
    else this.timer ??= setTimeout(() => this.flush(), bundle.millis);
  }

  /** Writes what is not written yet, and how many lines were left out. */
  end(): void {
    this.flush();
    if (this.leftOut > 0) this.write(t('{0} lines are left out.', this.leftOut));
    this.leftOut = 0;
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { lines } = this;
    this.lines = [];
    this.characters = 0;
    this.writtenAt = performance.now();
    if (lines.length > 0) this.write(lines.join('\n'));
  }

  private write(text: string): void {
    if (this.isBroken) return;
    try {
      appendLine(this.file, text);
    } catch (error) {
      this.isBroken = true;
      this.onBroken(error);
    }
  }
}
