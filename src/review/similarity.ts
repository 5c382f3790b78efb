import { fingerprintsOf, type Fingerprint } from './fingerprints';

export interface SourceFile {
  /** Its place in the submission. */
  path: string;
  text: string;
}

export interface Sources {
  /** Tells the submission from the others. */
  id: string;
  files: readonly SourceFile[];
}

/** Lines that say the same in both, 1-based. */
export interface SharedPassage {
  one: { path: string; from: number; to: number };
  other: { path: string; from: number; to: number };
}

export interface AlikePair {
  one: string;
  other: string;
  /** Share of what is their own that both have, 0..1. */
  share: number;
  /** Fingerprints that both have. */
  count: number;
  passages: SharedPassage[];
}

export interface SimilarityOptions {
  /** From this share on, a pair is told; default: 0.6. */
  least?: number;
  /** Fingerprints that both must have at least; default: 10: fewer say nothing. */
  leastCount?: number;
}

interface Printed {
  path: string;
  print: Fingerprint;
}

/**
 * Pairs of submissions whose sources are alike, the most alike first. What the starter has is left out, and what more than a quarter
 * of the class has, and more than four: there are not many ways to write a convolution.
 * @param starter texts that every student was given
 */
export function alikePairs(
  submissions: readonly Sources[],
  starter: readonly string[],
  { least = 0.6, leastCount = 10 }: SimilarityOptions = {},
): AlikePair[] {
  const given = new Set(starter.flatMap((text) => fingerprintsOf(text).map(({ hash }) => hash)));
  const all = submissions.map(({ files }) => ownPrints(files, given));
  const common = tooCommon(all);
  const own = all.map((prints) => new Map([...prints].filter(([hash]) => !common.has(hash))));
  return countShared(own)
    .flatMap(({ one, other, hashes }): AlikePair[] => {
      const share = (2 * hashes.length) / (own[one].size + own[other].size);
      if (share < least || hashes.length < leastCount) return [];
      return [
        {
          one: submissions[one].id,
          other: submissions[other].id,
          share,
          count: hashes.length,
          passages: joined(hashes.flatMap((hash) => passageOf(own[one].get(hash), own[other].get(hash)))),
        },
      ];
    })
    .sort((a, b) => b.share - a.share || b.count - a.count);
}

function ownPrints(files: readonly SourceFile[], given: ReadonlySet<number>): Map<number, Printed> {
  const prints = new Map<number, Printed>();
  for (const { path, text } of files)
    for (const print of fingerprintsOf(text))
      if (!given.has(print.hash) && !prints.has(print.hash)) prints.set(print.hash, { path, print });
  return prints;
}

function tooCommon(all: readonly ReadonlyMap<number, Printed>[]): Set<number> {
  const most = Math.max(4, all.length / 4);
  const counts = new Map<number, number>();
  for (const prints of all) for (const hash of prints.keys()) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  return new Set([...counts].filter(([, count]) => count > most).map(([hash]) => hash));
}

interface Shared {
  one: number;
  other: number;
  hashes: number[];
}

/** The fingerprints that each pair has in common, found by the fingerprint: most pairs have none. */
function countShared(own: readonly ReadonlyMap<number, Printed>[]): Shared[] {
  const owners = new Map<number, number[]>();
  for (const [index, prints] of own.entries())
    for (const hash of prints.keys()) {
      const known = owners.get(hash);
      if (known) known.push(index);
      else owners.set(hash, [index]);
    }
  const pairs = new Map<string, Shared>();
  for (const [hash, indices] of owners)
    for (const [place, one] of indices.entries())
      for (const other of indices.slice(place + 1)) {
        const key = `${one} ${other}`;
        const pair = pairs.get(key) ?? { one, other, hashes: [] };
        pair.hashes.push(hash);
        pairs.set(key, pair);
      }
  return [...pairs.values()];
}

function passageOf(one: Printed | undefined, other: Printed | undefined): SharedPassage[] {
  if (!one || !other) return [];
  const placeOf = ({ path, print: { from, to } }: Printed) => ({ path, from, to });
  return [{ one: placeOf(one), other: placeOf(other) }];
}

/** Passages in the order of the first text; those that touch each other in both are one. */
function joined(passages: readonly SharedPassage[]): SharedPassage[] {
  const sorted = [...passages].sort(
    (a, b) => a.one.path.localeCompare(b.one.path) || a.one.from - b.one.from,
  );
  const result: SharedPassage[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    if (last && touches(last.one, next.one) && touches(last.other, next.other))
      result[result.length - 1] = { one: united(last.one, next.one), other: united(last.other, next.other) };
    else result.push(next);
  }
  return result;
}

type Place = SharedPassage['one'];

const touches = (a: Place, b: Place) => a.path === b.path && b.from <= a.to + 1 && a.from <= b.to + 1;
const united = (a: Place, b: Place): Place => ({
  path: a.path,
  from: Math.min(a.from, b.from),
  to: Math.max(a.to, b.to),
});
