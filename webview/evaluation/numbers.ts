import { loss, percent } from '../../src/words';
import type { Interval } from '../../src/panels/evaluation';

/** How a figure is written: shares as percentages, everything else with three decimals. */
export type NumberFormat = (value: number) => string;

export const asShare: NumberFormat = percent;
export const asNumber: NumberFormat = loss;

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
