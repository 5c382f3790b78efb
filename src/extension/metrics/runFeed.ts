import type { ShownRun, StepColumns, ToDashboard } from '../../panels/dashboard';
import type { ProgressEvent } from '../../protocol/events';
import type { EpochLine, MetricLine } from '../../protocol/run';
import { t } from '../../words';

/** What a feed asks for at the time it sends. */
export interface FeedSource {
  runDir: string;
  /** Everything that the run has measured so far, and in words what of its files could not be read. */
  read(): Promise<{ lines: MetricLine[]; lost: string[] }>;
  /** The run as it is now; undefined when its folder is gone. */
  run(): ShownRun | undefined;
  progress(): ProgressEvent | undefined;
  post(message: ToDashboard): void;
}

const flushMillis = 100;

/**
 * Feeds one page with one run: a snapshot from the run's folder when the page asks, then what the worker tells, a few messages a
 * second at most. The worker writes a line before it tells it, so a line may come twice; the page gets it once.
 */
export class RunFeed {
  /** Waits for the page to say that it is ready. */
  private listening = false;
  private reading = false;
  private waiting: MetricLine[] = [];
  private sentStep = 0;
  /** Steps done at the last validation that was sent; an epoch may have several. */
  private sentValidation = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly source: FeedSource) {}

  /** The page is ready, or must be brought up to date as a whole. */
  async snapshot(): Promise<void> {
    this.listening = true;
    this.reading = true;
    const { lines, lost } = await this.source.read();
    this.reading = false;
    if (!this.listening) return;
    const run = this.source.run();
    if (!run) {
      this.source.post({ type: 'gone', text: goneText() });
      return;
    }
    const { runDir } = this.source;
    const steps = stepColumns(lines);
    const epochs = lines.filter((line): line is EpochLine => line.kind === 'epoch');
    this.sentStep = steps.step.at(-1) ?? 0;
    this.sentValidation = epochs.at(-1)?.step ?? 0;
    const progress = this.source.progress();
    this.source.post({ type: 'snapshot', runDir, run, steps, epochs, lost, progress });
    if (this.waiting.length > 0) this.flush();
  }

  /** Lines may have been told while nobody listened: a page that is ready is brought up to date as a whole. */
  async renew(): Promise<void> {
    if (this.listening) await this.snapshot();
  }

  /** The page is hidden and so gone: it will ask again. Or it shows another run. */
  pause(): void {
    this.listening = false;
    this.waiting = [];
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** A new line, or only news of the run. */
  update(line?: MetricLine): void {
    if (!this.listening) return;
    if (line) this.waiting.push(line);
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      if (!this.reading) this.flush();
    }, flushMillis);
  }

  private flush(): void {
    const run = this.source.run();
    if (!run) {
      this.source.post({ type: 'gone', text: goneText() });
      return;
    }
    const lines = this.waiting.filter((line) => this.isNew(line));
    this.waiting = [];
    this.source.post({ type: 'delta', run, lines, progress: this.source.progress() });
  }

  private isNew(line: MetricLine): boolean {
    if (line.kind === 'step') {
      if (line.step <= this.sentStep) return false;
      this.sentStep = line.step;
    } else {
      if (line.step <= this.sentValidation) return false;
      this.sentValidation = line.step;
    }
    return true;
  }
}

function stepColumns(lines: readonly MetricLine[]): StepColumns {
  const columns: StepColumns = { step: [], epoch: [], loss: [], accuracy: [] };
  const norms: (number | null)[] = [];
  for (const line of lines) {
    if (line.kind !== 'step') continue;
    norms.push(line.gradientNorm ?? null);
    columns.step.push(line.step);
    columns.epoch.push(line.epoch);
    columns.loss.push(line.loss);
    columns.accuracy.push(line.accuracy);
  }
  return norms.some((norm) => norm !== null) ? { ...columns, gradientNorm: norms } : columns;
}

function goneText(): string {
  return t('This run is no longer there: its folder was deleted or moved.');
}
