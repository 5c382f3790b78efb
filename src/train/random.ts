import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mixSeed } from '../course/mixSeed';

/** What random numbers are drawn for. Each use has its own stream, so that one use does not change the numbers of another. */
const streams = { module: 0, weights: 1, step: 2, augment: 3 } as const;

/**
 * A generator of numbers in [0, 1) that depends on its arguments alone.
 * @param seed the run's seed
 * @param index such as the step, for a new stream in each step
 * @param rank of a process that trains together with others: each draws for its own rows
 */
export function randomStream(seed: number, use: keyof typeof streams, index = 0, rank = 0): () => number {
  const generator = xoroshiro128plus(mixSeed(seed, streams[use], index, ...(rank > 0 ? [rank] : [])));
  return () => uniformFloat64(generator);
}
