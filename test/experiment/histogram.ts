/** Shares of values in equal steps from `low` to `high`; what lies outside counts in the first or last one. */
export interface Histogram {
  low: number;
  high: number;
  shares: number[];
  /** Root of the mean squared distance from the mean. */
  deviation: number;
}

/** @param values any that are not finite are left out */
export function histogram(values: Float32Array, low = -3, high = 3, bins = 48): Histogram {
  const finite = values.filter(Number.isFinite);
  const counts = new Array<number>(bins).fill(0);
  let sum = 0;
  let squares = 0;
  for (const value of finite) {
    const bin = Math.floor(((value - low) / (high - low)) * bins);
    counts[Math.min(bins - 1, Math.max(0, bin))]++;
    sum += value;
    squares += value * value;
  }
  const mean = sum / finite.length;
  return {
    low,
    high,
    shares: counts.map((count) => count / Math.max(1, finite.length)),
    deviation: Math.sqrt(squares / finite.length - mean * mean),
  };
}
