import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mixSeed } from '../../course/mixSeed';

/** A stream of random numbers that is the same on every machine for the same parts. */
export class Random {
  private readonly source;

  constructor(...seed: readonly number[]) {
    this.source = xoroshiro128plus(mixSeed(...seed));
  }

  /** Uniform in [low, high). */
  between(low: number, high: number): number {
    return low + (high - low) * uniformFloat64(this.source);
  }

  /** Uniform whole number in [low, high]. */
  integer(low: number, high: number): number {
    return uniformInt(this.source, low, high);
  }

  /** Log-uniform in [low, high). */
  logBetween(low: number, high: number): number {
    return low * Math.exp(Math.log(high / low) * uniformFloat64(this.source));
  }

  /** Fills with uniform numbers of mean 0 and deviation 1: where many are averaged, as good as normal ones. */
  fill(target: Float32Array): Float32Array {
    const scale = Math.sqrt(3) / 0x8000_0000;
    for (let i = 0; i < target.length; i++) target[i] = this.source.next() * scale;
    return target;
  }

  chance(probability: number): boolean {
    return uniformFloat64(this.source) < probability;
  }

  /** One of `choices`, in proportion to its weight. */
  weighted<T>(choices: readonly (readonly [weight: number, choice: T])[]): T {
    let left = this.between(
      0,
      choices.reduce((sum, [weight]) => sum + weight, 0),
    );
    for (const [weight, choice] of choices) {
      if (left < weight) return choice;
      left -= weight;
    }
    return choices[choices.length - 1][1];
  }
}
