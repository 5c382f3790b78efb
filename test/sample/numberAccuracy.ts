/** A slice as its number tells of it. */
export interface NumberedSlice {
  /** Its place in its volume. */
  number: number;
  /** 0 no liver, 1 liver, 2 lesion. */
  label: number;
}

/** Share of right answers of a classifier that sees the slice's number only: it says what most slices of that number are. */
export function numberAccuracy(known: readonly NumberedSlice[], asked: readonly NumberedSlice[]): number {
  const answer = (number: number) => {
    const counts = [0, 0, 0];
    for (const slice of known) if (slice.number === number) counts[slice.label]++;
    return counts.indexOf(Math.max(...counts));
  };
  return asked.filter(({ number, label }) => answer(number) === label).length / asked.length;
}
