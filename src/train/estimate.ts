/** The first steps are not counted: they are slow, because memory and graphs are made in them. */
const warmUpSteps = 2;
/** Speed is the mean over this many of the latest steps. */
const window = 50;
/** Until it is measured: a prediction takes about a third of the time of a training step. */
const guessedValidationShare = 1 / 3;

/** Where a training run stands. */
export interface Remaining {
  steps: number;
  /** Slices still to be validated in the whole run. */
  validationSlices: number;
}

/**
 * Speed and remaining time of a training run. Training and validation are timed apart, because one follows the other.
 * @param now seconds
 */
export class TimeEstimate {
  private readonly durations: number[] = [];
  private steps = 0;
  private last: number;
  private readonly validation = { slices: 0, seconds: 0 };

  constructor(
    private readonly slicesPerStep: number,
    private readonly now = () => performance.now() / 1000,
  ) {
    this.last = now();
  }

  stepDone(): void {
    const seconds = this.lap();
    if (++this.steps <= warmUpSteps) return;
    this.durations.push(seconds);
    if (this.durations.length > window) this.durations.shift();
  }

  validated(slices: number): void {
    this.validation.seconds += this.lap();
    this.validation.slices += slices;
  }

  /** Ends a span of time. Call it alone to leave that time out of the estimate, such as that of writing a checkpoint. */
  lap(): number {
    const now = this.now();
    const seconds = now - this.last;
    this.last = now;
    return seconds;
  }

  /** Steps a second and seconds to go; empty until they can be known. */
  progress(remaining: Remaining): { rate?: number; etaSeconds?: number } {
    if (this.durations.length === 0) return {};
    const step = this.durations.reduce((sum, seconds) => sum + seconds, 0) / this.durations.length;
    const slice = this.validationSecondsPerSlice() ?? (step / this.slicesPerStep) * guessedValidationShare;
    return {
      rate: step > 0 ? 1 / step : 0,
      etaSeconds: remaining.steps * step + remaining.validationSlices * slice,
    };
  }

  private validationSecondsPerSlice(): number | undefined {
    return this.validation.slices > 0 ? this.validation.seconds / this.validation.slices : undefined;
  }
}
