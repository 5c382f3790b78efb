/**
 * A running exponential mean that does not lie at its start: m_t = β·m_(t-1) + (1-β)·x_t with m_0 = 0, divided by 1-β^t, so that
 * the first value is x_1 itself and early values are means of what has been seen (Kingma and Ba 2015, section 3).
 * Feed it every measured value, before any is left out for drawing. A value that is not finite has no mean, and leaves those of the
 * others alone.
 */
export class DebiasedMean {
  private mean = 0;
  /** 1-β^t, the weight that the mean has collected. */
  private weight = 0;

  /** @param beta 0 (no smoothing) to below 1 */
  constructor(private readonly beta: number) {}

  /** Takes the next value and returns the mean so far. */
  next(value: number): number {
    if (!Number.isFinite(value)) return NaN;
    this.mean = this.beta * this.mean + (1 - this.beta) * value;
    this.weight = this.beta * this.weight + (1 - this.beta);
    return this.mean / this.weight;
  }
}

/** The running mean at each of some values. @param beta as of `DebiasedMean` */
export function smooth(values: readonly number[], beta: number): number[] {
  const mean = new DebiasedMean(beta);
  return values.map((value) => mean.next(value));
}
