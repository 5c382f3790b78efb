/** A grey picture, row by row. */
export interface GreyPicture {
  values: Float32Array;
  width: number;
}

/** Of so many pixels one is looked at, where a part stands for all. A prime: rows begin at different places. */
const sampled = 7;

export function meanOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** Standard deviation of the grey values. */
export function contrastOf(values: Float32Array): number {
  const mean = meanOf(values);
  let sum = 0;
  for (const value of values) sum += (value - mean) ** 2;
  return Math.sqrt(sum / values.length);
}

/** The grey values that all but one percent of the pixels are above, that half are above, and that one percent is above. */
export function percentilesOf(values: Float32Array): [low: number, middle: number, high: number] {
  const sample = values.filter((_, at) => at % sampled === 0).sort();
  const last = sample.length - 1;
  return [
    sample[Math.floor(last / 100)],
    sample[Math.floor(last / 2)],
    sample[last - Math.floor(last / 100)],
  ];
}

/**
 * Standard deviation of the noise in a picture whose structures are smooth: a filter that no plane and no edge passes
 * (J. Immerkær, Fast noise variance estimation, 1996).
 */
export function noiseOf({ values, width }: GreyPicture): number {
  const height = values.length / width;
  let sum = 0;
  const rows = Math.floor((height - 2) / sampled);
  for (let row = 1; row <= rows * sampled; row += sampled)
    for (let column = 1; column < width - 1; column++) {
      const at = row * width + column;
      const across = (line: number) => values[line - 1] - 2 * values[line] + values[line + 1];
      sum += Math.abs(across(at - width) - 2 * across(at) + across(at + width));
    }
  return (Math.sqrt(Math.PI / 2) * sum) / (6 * (width - 2) * rows);
}

/** Part of a picture that no brighter, darker, weaker or stronger version of another one explains: 0 to 1. */
export function unexplainedBy(one: Float32Array, other: Float32Array): number {
  const [mean, otherMean] = [meanOf(one), meanOf(other)];
  let [variance, otherVariance, covariance] = [0, 0, 0];
  for (let at = 0; at < one.length; at += sampled) {
    const [a, b] = [one[at] - mean, other[at] - otherMean];
    variance += a * a;
    otherVariance += b * b;
    covariance += a * b;
  }
  if (variance === 0) return 0;
  if (otherVariance === 0) return 1;
  return Math.sqrt(Math.max(0, 1 - (covariance * covariance) / (variance * otherVariance)));
}
