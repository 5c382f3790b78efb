import type { EpochLine, MetricLine, StepColumns } from '../../src/panels/dashboard';
import { DebiasedMean } from '../../src/evaluate/smoothing';

/** What a chart draws, as uPlot wants it: columns over the steps, `null` where a column has no value. */
export interface ChartColumns {
  step: number[];
  raw: (number | null)[];
  smooth: (number | null)[];
  validation: (number | null)[];
}

const curves = ['loss', 'accuracy', 'gradientNorm'] as const;
export type CurveName = (typeof curves)[number];
/** What is measured on both splits. */
export type MetricName = Exclude<CurveName, 'gradientNorm'>;

/**
 * The measurements of one run and their smoothed curves. Grows line by line: a line costs the same however long the run is.
 * Every epoch's validation stands at the epoch's last step.
 */
export class MetricSeries {
  readonly epochs: EpochLine[];
  private readonly epochOf: number[];
  private readonly columns: Record<CurveName, ChartColumns>;
  private means: Record<CurveName, DebiasedMean>;

  constructor(
    steps: StepColumns,
    epochs: readonly EpochLine[],
    private smoothing: number,
  ) {
    this.epochs = [...epochs];
    this.epochOf = [...steps.epoch];
    const step = [...steps.step];
    const columns = (raw: readonly (number | null)[]): ChartColumns => ({
      step,
      raw: [...raw],
      smooth: [],
      validation: step.map(() => null),
    });
    this.columns = {
      loss: columns(steps.loss),
      accuracy: columns(steps.accuracy),
      gradientNorm: columns(steps.gradientNorm ?? step.map(() => null)),
    };
    this.means = this.freshMeans();
    this.smoothAll();
    for (const line of epochs) this.placeValidation(line);
  }

  /** Number of steps. */
  get length(): number {
    return this.epochOf.length;
  }

  /** Whether the run has recorded the norm of its gradients. */
  get hasGradientNorm(): boolean {
    return this.columns.gradientNorm.raw.some((value) => value !== null);
  }

  columnsOf(metric: CurveName): ChartColumns {
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
    for (const curve of curves) {
      const columns = this.columns[curve];
      const value = line[curve] ?? null;
      columns.raw.push(value);
      columns.smooth.push(this.smoothed(curve, value));
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
    for (const curve of curves) {
      const columns = this.columns[curve];
      columns.smooth = columns.raw.map((value) => this.smoothed(curve, value));
    }
  }

  private smoothed(curve: CurveName, value: number | null): number | null {
    return value === null ? null : this.means[curve].next(value);
  }

  private freshMeans(): Record<CurveName, DebiasedMean> {
    const fresh = () => new DebiasedMean(this.smoothing);
    return { loss: fresh(), accuracy: fresh(), gradientNorm: fresh() };
  }

  private placeValidation(line: EpochLine): void {
    const index = this.columns.loss.step.lastIndexOf(line.step);
    if (index < 0) return;
    this.columns.loss.validation[index] = line.valLoss;
    this.columns.accuracy.validation[index] = line.valAccuracy;
  }
}
