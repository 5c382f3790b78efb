import { visible } from '../../words';
import { show, type TextSink } from '../io';

const pipeIntervalMillis = 5_000;
const terminalIntervalMillis = 80;

/**
 * A line at the end of the output that is written over and over on a terminal; elsewhere, a new line every few seconds.
 * Whatever else is printed goes through `print`, so that it lands above the line.
 */
export class ProgressLine {
  private shown = '';
  private lastWrite = Number.NEGATIVE_INFINITY;
  private lastTopic = '';

  constructor(
    private readonly out: TextSink,
    private readonly now: () => Date,
  ) {}

  /** Shows `text`, or skips it when the last one is too young; a new topic, and the end of one, are always shown. */
  update(text: string, topic: string, ended: boolean): void {
    const time = this.now().getTime();
    const interval = this.out.isTTY ? terminalIntervalMillis : pipeIntervalMillis;
    if (topic === this.lastTopic && !ended && time - this.lastWrite < interval) return;
    this.lastWrite = time;
    this.lastTopic = topic;
    if (this.out.isTTY) {
      this.shown = visible(text).slice(0, (this.out.columns ?? 80) - 1);
      this.out.write(`\r\x1b[2K${this.shown}`);
    } else {
      show(this.out, `${text}\n`);
    }
  }

  /** Prints lines above the progress line. */
  print(text: string): void {
    const shown = this.shown;
    this.clear();
    show(this.out, `${text}\n`);
    if (shown) this.out.write((this.shown = shown));
  }

  /** Takes the line away. */
  clear(): void {
    if (this.shown) this.out.write('\r\x1b[2K');
    this.shown = '';
  }

  /** Keeps the line as it is and goes on below it. */
  keep(): void {
    if (this.shown) this.out.write('\n');
    this.shown = '';
  }
}
