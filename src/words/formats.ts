import { language } from './language';

/** How numbers, dates and lists are written, everywhere, in the current language. */

/** A number with all its digits, in groups: 8,486,787. */
export function number(
  value: number,
  options: Intl.NumberFormatOptions = { maximumFractionDigits: 20 },
): string {
  return numberFormat(language(), options).format(value);
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** A format is slow to make, and a table of figures needs one for each cell. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = numberFormats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, options);
  numberFormats.set(key, made);
  return made;
}

/** A number with the given count of decimals. */
export function decimals(value: number, digits: number): string {
  return number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A share 0..1 as a percentage with one decimal. */
export function percent(share: number): string {
  return number(share, { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 });
}

/** A number with its sign and the given count of decimals; 0 has none. */
export function signed(value: number, digits: number): string {
  return number(value, {
    signDisplay: 'exceptZero',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}

/** A loss; with more digits where it is so small that these would say nothing. A huge or a tiny one is written 1.23e9. */
export function loss(value: number, digits = 3): string {
  if (!isPlain(value)) return powerOfTen(value);
  return decimals(value, Math.abs(value) < 10 ** (1 - digits) && value !== 0 ? digits + 2 : digits);
}

/** A number beside an axis: three significant digits. A huge or a tiny one is written 1.23e9. */
export function rounded(value: number): string {
  const digits = { maximumSignificantDigits: 3 };
  return isPlain(value) ? number(value, digits) : powerOfTen(value);
}

/** Whether a number is read at a glance with all its places. */
function isPlain(value: number): boolean {
  return value === 0 || (Math.abs(value) >= 1e-4 && Math.abs(value) < 1e5);
}

/** 1.23e9: three significant digits and the power of ten. */
function powerOfTen(value: number): string {
  // Intl writes a capital E, which readers know from no program.
  return number(value, { notation: 'scientific', maximumSignificantDigits: 3 }).replace('E', 'e');
}

/** A speed: two significant digits below 100, three above. */
export function rough(value: number): string {
  return number(value, { maximumSignificantDigits: value < 100 ? 2 : 3 });
}

/** What memory holds, as a person says it: "268 MB", "1.2 GB". */
export function megabytes(bytes: number): string {
  return bytes >= 1e9 ? `${decimals(bytes / 1e9, 1)} GB` : `${Math.max(1, Math.round(bytes / 1e6))} MB`;
}

/** Seconds as a person says them: "12 s", "3 min", "1 h 05 min". Units read the same in English and German. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Day and time, in the time zone of the reader. @param when a date, or a text of ISO 8601 */
export function dateTime(when: Date | string): string {
  return new Date(when).toLocaleString(language(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** A moment of today by its time alone, else with its day. @param when a text of ISO 8601 */
export function moment(when: string, now = new Date()): string {
  const date = new Date(when);
  return date.toDateString() === now.toDateString()
    ? date.toLocaleTimeString(language(), { timeStyle: 'short' })
    : dateTime(date);
}

/** "a, b, and c", or "a, b, or c". */
export function list(items: readonly string[], word: 'and' | 'or' = 'and'): string {
  const type = word === 'and' ? 'conjunction' : 'disjunction';
  return new Intl.ListFormat(language(), { type }).format(items);
}
