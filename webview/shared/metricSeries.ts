import type { EpochLine, MetricLine, StepColumns } from '../../src/panels/dashboard';
import { DebiasedMean } from '../../src/evaluate/smoothing';

/** What a chart draws, as uPlot wants it: columns over the steps, `null` where a column has no value. */
export interface ChartColumns {
  step: number[];
  raw: number[];
  smooth: number[];
  validation: (number | null)[];
}

const metrics = ['loss', 'accuracy'] as const;
export type MetricName = (typeof metrics)[number];

/**
 * The measurements of one run and their smoothed curves. Grows line by line: a line costs the same however long the run is.
 * Every epoch's validation stands at the epoch's last step.
 */
export class MetricSeries {
  readonly epochs: EpochLine[];
  private readonly epochOf: number[];
  private readonly columns: Record<MetricName, ChartColumns>;
  private means: Record<MetricName, DebiasedMean>;

  constructor(
    steps: StepColumns,
    epochs: readonly EpochLine[],
    private smoothing: number,
  ) {
    this.epochs = [...epochs];
    this.epochOf = [...steps.epoch];
    const step = [...steps.step];
    const columns = (raw: readonly number[]): ChartColumns => ({
      step,
      raw: [...raw],
      smooth: [],
      validation: step.map(() => null),
    });
    this.columns = { loss: columns(steps.loss), accuracy: columns(steps.accuracy) };
    this.means = this.freshMeans();
    this.smoothAll();
    for (const line of epochs) this.placeValidation(line);
  }

  /** Number of steps. */
  get length(): number {
    return this.epochOf.length;
  }

  columnsOf(metric: MetricName): ChartColumns {
    return this.columns[metric];
  }

  /** The epoch that the step at `index` belongs to. */
  epochAt(index: number): number | undefined {
    return this.epochOf[index];
  }

  /** Last step of each epoch that has been validated: where one epoch ends and the next begins. */
  boundaries(): number[] {
    return this.epochs.map(({ step }) => step);
  }

  add(line: MetricLine): void {
    if (line.kind === 'epoch') {
      this.epochs.push(line);
      this.placeValidation(line);
      return;
    }
    this.epochOf.push(line.epoch);
    this.columns.loss.step.push(line.step);
    for (const metric of metrics) {
      const columns = this.columns[metric];
      columns.raw.push(line[metric]);
      columns.smooth.push(this.means[metric].next(line[metric]));
      columns.validation.push(null);
    }
  }

  /** Smooths again, from the first step on. @param smoothing 0 to below 1 */
  smoothWith(smoothing: number): void {
    this.smoothing = smoothing;
    this.smoothAll();
  }

  private smoothAll(): void {
    this.means = this.freshMeans();
    for (const metric of metrics) {
      const columns = this.columns[metric];
      columns.smooth = columns.raw.map((value) => this.means[metric].next(value));
    }
  }

  private freshMeans(): Record<MetricName, DebiasedMean> {
    return { loss: new DebiasedMean(this.smoothing), accuracy: new DebiasedMean(this.smoothing) };
  }

  private placeValidation(line: EpochLine): void {
    const index = this.columns.loss.step.lastIndexOf(line.step);
    if (index < 0) return;
    this.columns.loss.validation[index] = line.valLoss;
    this.columns.accuracy.validation[index] = line.valAccuracy;
  }
}
