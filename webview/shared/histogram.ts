const bins = 64;
/** Of a histogram's drawing, in its own units. */
export const histogramSize = { width: 320, height: 90 } as const;

/** Shares of the pixels in 64 equal steps from black to white; what lies beyond counts to the ends. */
export function histogramOf(data: Uint8Array | Float32Array): number[] {
  const white = data instanceof Float32Array ? 1 : 255;
  const counts = new Array<number>(bins).fill(0);
  for (const value of data)
    if (!Number.isNaN(value))
      counts[Math.min(bins - 1, Math.max(0, Math.floor((value / white) * bins)))] += 1;
  return counts.map((count) => count / Math.max(1, data.length));
}

/**
 * A histogram's steps as the `d` of an SVG path.
 * @param highest share that reaches to the top; shares are drawn by their square root, so that rare ones can be seen
 */
export function histogramPath(shares: readonly number[], highest: number): string {
  const { width, height } = histogramSize;
  const step = width / shares.length;
  const y = (share: number) => height - height * Math.min(1, Math.sqrt(share / (highest || 1)));
  const steps = shares.map((share) => `V${y(share).toFixed(1)}h${step}`);
  return `M0 ${height}${steps.join('')}V${height}Z`;
}
