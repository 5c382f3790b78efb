/** Enough numbers that most submissions have the one that their id leads to. */
const roomy = 3;

/**
 * A number for each submission that says nothing of its author, nor of its place in the folder. It is the same on every machine,
 * and almost always the same when others are handed in.
 */
export function neutralNumbers(ids: readonly string[]): Map<string, number> {
  const first = roomy * ids.length > 900 ? 1000 : 100;
  const count = 9 * first;
  const numbers = new Map<string, number>();
  const taken = new Set<number>();
  for (const id of [...ids].sort((a, b) => hashOf(a) - hashOf(b))) {
    let place = hashOf(id) % count;
    while (taken.has(place)) place = (place + 1) % count;
    taken.add(place);
    numbers.set(id, first + place);
  }
  return numbers;
}

/** FNV-1a, 32 bits. Source: datatracker.ietf.org/doc/html/draft-eastlake-fnv. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  return hash;
}
