import type { Interval } from '../../src/protocol/evaluation';
import { loss, percent } from '../../src/protocol/format';

/** How a figure is written: shares as percentages, everything else with three decimals. */
export type NumberFormat = (value: number, locale: string) => string;

export const asShare: NumberFormat = percent;
export const asNumber: NumberFormat = loss;

/** Stands for a figure that is undefined. */
export const missing = '–';

/** @returns "83.2 %", or a dash */
export function shown(value: number | null | undefined, format: NumberFormat, locale: string): string {
  return value === null || value === undefined ? missing : format(value, locale);
}

/** @returns "74.0 % – 88.1 %", or nothing */
export function interval(range: Interval | null | undefined, format: NumberFormat, locale: string): string {
  return range ? `${format(range.low, locale)} – ${format(range.high, locale)}` : '';
}
