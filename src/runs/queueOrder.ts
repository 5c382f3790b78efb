/**
 * The trainings that wait, in the student's order. One that the order does not know is newer: it comes last, by its id, which begins
 * with its time. What the order knows and is not there any more is passed over.
 */
export function inQueueOrder(ids: readonly string[], order: readonly string[]): string[] {
  const known = order.filter((id, place) => ids.includes(id) && order.indexOf(id) === place);
  return [...known, ...ids.filter((id) => !known.includes(id)).sort()];
}

/** The order after one training was moved by some places; never beyond the ends. @param by negative: nearer to its turn */
export function movedBy(ids: readonly string[], id: string, by: number): string[] {
  const place = ids.indexOf(id);
  if (place === -1) return [...ids];
  const others = ids.filter((other) => other !== id);
  const target = Math.min(Math.max(place + by, 0), others.length);
  return [...others.slice(0, target), id, ...others.slice(target)];
}
