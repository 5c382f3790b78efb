/** Draws from a seeded stream: the same seed, the same program. */
export interface Draw {
  /** 0 <= value < 1. */
  share: () => number;
  /** A whole number from 0 to `count` - 1. */
  below: (count: number) => number;
  one: <T>(items: readonly T[]) => T;
}

/** The random stream of a seed (mulberry32). */
export function drawFrom(seed: number): Draw {
  let state = seed >>> 0;
  const share = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (count: number) => Math.floor(share() * count);
  return { share, below, one: (items) => items[below(items.length)] };
}
