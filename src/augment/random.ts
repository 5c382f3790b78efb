import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mixSeed } from '../course/mixSeed';
import { addNormals, normals } from '../course/normal';

/** Sets these streams apart from all others that are drawn from a run's seed. */
const augmentation = 0x617567;

/** A stream of random numbers: the same numbers, on every machine, for the same seeds. */
export class Random {
  private readonly source;

  /** @param seeds whole numbers from 0 on */
  constructor(...seeds: readonly number[]) {
    this.source = xoroshiro128plus(mixSeed(...seeds));
  }

  /** A number in [low, high). */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformFloat64(this.source);
  }

  /** A whole number in [low, high], both included. */
  integer(low: number, high: number): number {
    return uniformInt(this.source, low, high);
  }

  /** A number of the normal distribution. */
  normal(mean = 0, deviation = 1): number {
    return mean + deviation * this.normals(1)[0];
  }

  /** So many numbers of the normal distribution with mean 0 and deviation 1, quickly. */
  normals(count: number): Float32Array {
    return normals(count, () => this.source.next());
  }

  /** Adds numbers of the normal distribution with mean 0 to values, in place. */
  addNormals(values: Float32Array, deviation: number): void {
    addNormals(values, deviation, () => this.source.next());
  }

  /** True with this probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.uniform() < probability;
  }

  /** The numbers 0 to count - 1 in random order. */
  order(count: number): number[] {
    const order = Array.from({ length: count }, (_, index) => index);
    for (let last = count - 1; last > 0; last--) {
      const other = this.integer(0, last);
      [order[last], order[other]] = [order[other], order[last]];
    }
    return order;
  }
}

/**
 * The randomness of one sample in one epoch of a run. It depends on nothing else, so the same run sees the same pictures
 * whatever the order in which they are made, and by how many threads.
 * @param seed the run's seed
 * @param epoch 1 for the first
 * @param index the sample's position in its split
 */
export function sampleRandom(seed: number, epoch: number, index: number): Random {
  return new Random(seed, augmentation, epoch, index);
}
