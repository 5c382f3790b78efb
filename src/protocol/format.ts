/** How figures are written for people, the same in every client. `locale` is a BCP 47 tag. */

/** Seconds as a person says them: "12 s", "3 min", "1 h 05 min". Units read the same in English and German. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.round(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** A share 0..1 as a percentage with one decimal. */
export function percent(share: number, locale: string): string {
  return share.toLocaleString(locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
}

/** A loss with three decimals; more where it is so small that three would say nothing. */
export function loss(value: number, locale: string): string {
  const decimals = Math.abs(value) < 0.01 && value !== 0 ? 5 : 3;
  return value.toLocaleString(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}

/** A speed: two significant digits below 100, three above. */
export function rough(value: number, locale: string): string {
  return value.toLocaleString(locale, { maximumSignificantDigits: value < 100 ? 2 : 3 });
}
