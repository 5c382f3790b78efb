import type { ProgressEvent, ShownRun, ToDashboard } from '../../src/panels/dashboard';
import { MetricSeries } from './metricSeries';

type Told<K extends ToDashboard['type']> = Extract<ToDashboard, { type: K }>;

/** One run, as far as a page has been told of it. */
export class FollowedRun {
  readonly runDir: string;
  /** In words, what of the run's files could not be read. */
  readonly lost: readonly string[];
  readonly series: MetricSeries;
  run: ShownRun;
  progress: ProgressEvent | undefined;

  constructor({ runDir, lost, steps, epochs, run, progress }: Told<'snapshot'>, smoothing: number) {
    this.runDir = runDir;
    this.lost = lost;
    this.series = new MetricSeries(steps, epochs, smoothing);
    this.run = run;
    this.progress = progress;
  }

  add({ run, progress, lines }: Told<'delta'>): void {
    this.run = run;
    this.progress = progress;
    for (const line of lines) this.series.add(line);
  }
}
