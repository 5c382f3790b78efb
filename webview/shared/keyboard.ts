/** Share of the run that Page Up and Page Down cross. */
const pageShare = 0.1;

/**
 * Where a key takes the cursor of a chart.
 * @param cursor index of the step it stands on; undefined: on none, which counts as the last.
 * @param length number of steps.
 * @returns the index to go to; undefined when the key does not move the cursor.
 */
export function keyTarget(key: string, cursor: number | undefined, length: number): number | undefined {
  if (length === 0) return undefined;
  const last = length - 1;
  const page = Math.max(1, Math.round(length * pageShare));
  const moves: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, PageUp: page, PageDown: -page };
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  const move = moves[key];
  if (move === undefined) return undefined;
  if (cursor === undefined) return last;
  return Math.min(last, Math.max(0, cursor + move));
}
