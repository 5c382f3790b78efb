import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** What randomness is drawn for. Each use has its own stream, so that one never shifts the numbers of another. */
const streams = { module: 0, weights: 1, step: 2 } as const;

/**
 * A generator of numbers in [0, 1) that depends on its arguments alone.
 * @param seed the run's seed
 * @param index e.g. the step, where a stream is begun anew each time
 */
export function randomStream(seed: number, use: keyof typeof streams, index = 0): () => number {
  const generator = xoroshiro128plus(mixed([seed, streams[use], index]));
  return () => uniformFloat64(generator);
}

/** 32 bits that change wholly with any change of the parts (MurmurHash3, Appleby 2011). */
function mixed(parts: readonly number[]): number {
  let hash = 0;
  for (const part of parts)
    for (const word of [part % 2 ** 32, Math.floor(part / 2 ** 32)]) {
      const k = Math.imul(word, 0xcc9e2d51);
      hash ^= Math.imul((k << 15) | (k >>> 17), 0x1b873593);
      hash = Math.imul((hash << 13) | (hash >>> 19), 5) + 0xe6546b64;
    }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
