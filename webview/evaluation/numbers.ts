import { loss, percent, signed, t } from '../../src/words';
import type { Interval } from '../../src/panels/evaluation';

/** How a figure is written: shares as percentages, everything else with three decimals. */
export type NumberFormat = (value: number) => string;

export const asShare: NumberFormat = percent;
export const asNumber: NumberFormat = loss;

/** A difference of two shares in percentage points, with its sign: "+1.7 pp". */
function percentagePoints(difference: number): string {
  return t('{0} pp', signed(100 * difference, 1));
}

/** How the difference of two figures is written, by how they are. */
export function differenceFormat(format: NumberFormat): NumberFormat {
  return format === asShare ? percentagePoints : (value) => signed(value, 3);
}

/** Stands for a figure that is undefined. */
export const missing = '–';

/** @returns "83.2 %", or a dash */
export function shown(value: number | null | undefined, format: NumberFormat): string {
  return value === null || value === undefined ? missing : format(value);
}

/** @returns "74.0 % – 88.1 %", or nothing */
export function interval(range: Interval | null | undefined, format: NumberFormat): string {
  return range ? `${format(range.low)} – ${format(range.high)}` : '';
}
