/**
 * Where a key leads in a row: to the neighbour, or to one of the ends.
 * @param place of now
 * @returns undefined for another key, and beyond the ends
 */
export function neighbour(key: string, place: number, count: number): number | undefined {
  const places: Partial<Record<string, number>> = {
    ArrowLeft: place - 1,
    ArrowRight: place + 1,
    Home: 0,
    End: count - 1,
  };
  const next = places[key];
  return next !== undefined && next >= 0 && next < count && next !== place ? next : undefined;
}
