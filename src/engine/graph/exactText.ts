/** JSON writes these as `null` and `0`. */
const isLostInJson = (value: unknown): value is number =>
  typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0));

/** A value as text that no other value has: what graphs, nodes and constants are kept under. */
export function exactText(value: unknown): string {
  return JSON.stringify(value, (_, item: unknown) =>
    isLostInJson(item) ? { number: Object.is(item, -0) ? '-0' : String(item) } : item,
  );
}
