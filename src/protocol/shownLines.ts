import { foreign, t } from '../words';
import type { LogLevel } from './run';

export interface ShownLinesOptions {
  /** Takes lines, one after the other in a text. It is never called from within `add`. */
  deliver: (level: LogLevel, text: string) => void;
  /** How many lines may come at once. */
  most?: number;
  /** How many more may come in a second. */
  perSecond?: number;
  /** Milliseconds. */
  now?: () => number;
}

/** Lines on their way wait this long for others. */
const bundleMillis = 50;
/** A longer line is cut. */
const longestLine = 20_000;
/** A long line counts as several, of so many characters. */
const usualLine = 100;

/**
 * What a program prints, on its way to people: lines that come together travel together, and there are not more of them than
 * somebody could read. Then it is said how many are not shown.
 */
export class ShownLines {
  private readonly deliver: ShownLinesOptions['deliver'];
  private readonly most: number;
  private readonly perSecond: number;
  private readonly now: () => number;
  private bundles: { level: LogLevel; lines: string[] }[] = [];
  private timer: NodeJS.Timeout | undefined;
  /** How many lines may still be shown, at this time. */
  private left: { lines: number; at: number };
  private hidden = 0;

  constructor({ deliver, most = 1000, perSecond = 50, now = () => performance.now() }: ShownLinesOptions) {
    this.deliver = deliver;
    this.most = most;
    this.perSecond = perSecond;
    this.now = now;
    this.left = { lines: most, at: now() };
  }

  add(level: LogLevel, text: string): void {
    const lines = this.linesLeft();
    const cost = Math.min(this.most, 1 + Math.min(text.length, longestLine) / usualLine);
    // After a flood, nothing is shown until it has been quiet for a while: else a few lines of it would come again and again.
    if (lines < (this.hidden > 0 ? this.most : cost)) {
      this.hidden++;
      return;
    }
    this.sayHidden();
    this.left.lines = lines - cost;
    this.put(level, foreign(text, longestLine));
  }

  /** Delivers what is on its way. */
  flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const { bundles } = this;
    this.bundles = [];
    for (const { level, lines } of bundles) this.deliver(level, lines.join('\n'));
  }

  /** Delivers what is on its way, and how many lines were not shown. */
  end(): void {
    this.sayHidden();
    this.flush();
  }

  private linesLeft(): number {
    const at = this.now();
    const gained = ((at - this.left.at) / 1000) * this.perSecond;
    this.left = { lines: Math.min(this.most, this.left.lines + gained), at };
    return this.left.lines;
  }

  private sayHidden(): void {
    const count = this.hidden;
    this.hidden = 0;
    if (count === 1) this.put('warning', t('1 more line is not shown.'));
    if (count > 1) this.put('warning', t('{0} more lines are not shown.', count));
  }

  private put(level: LogLevel, line: string): void {
    const last = this.bundles.at(-1);
    // A view marks each warning and each error.
    if (level === 'info' && last?.level === 'info') last.lines.push(line);
    else this.bundles.push({ level, lines: [line] });
    this.timer ??= setTimeout(() => this.flush(), bundleMillis);
  }
}
