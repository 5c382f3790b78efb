/** How many changes of each writer somebody had seen, their own one included (a vector clock; Fidge 1988, Mattern 1989). */
export type Clock = Readonly<Record<string, number>>;

/** What one writer has said of something, and what they had seen then. */
export interface Version<Value> {
  value: Value;
  clock: Clock;
  at: string;
}

/** Whether whoever made a version had seen another one. */
const hasSeen = (one: Version<unknown>, other: Version<unknown>): boolean =>
  Object.entries(other.clock).every(([writer, count]) => (one.clock[writer] ?? 0) >= count);

/**
 * What holds: the versions that nobody has gone beyond. Several where two writers did not know of each other and say different
 * things; what is said twice counts once.
 * @param versions the last one of each writer
 */
export function latest<V extends Version<unknown>>(versions: readonly V[]): V[] {
  const newest = versions.filter((one) =>
    versions.every((other) => other === one || !hasSeen(other, one) || hasSeen(one, other)),
  );
  const said = new Set<string>();
  return newest
    .sort((a, b) => a.at.localeCompare(b.at))
    .filter(({ value }) => {
      const text = JSON.stringify(value);
      return !said.has(text) && said.add(text);
    });
}

/**
 * A new version by somebody who has seen all known ones: it goes beyond them.
 * @param known the last one of each writer
 */
export function nextVersion<Value>(
  known: readonly Version<unknown>[],
  value: Value,
  { writer, at }: { writer: string; at: string },
): Version<Value> {
  const clock: Record<string, number> = {};
  for (const version of known)
    for (const [who, count] of Object.entries(version.clock)) clock[who] = Math.max(clock[who] ?? 0, count);
  return { value, clock: { ...clock, [writer]: (clock[writer] ?? 0) + 1 }, at };
}
