import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mixSeed } from '../course/mixSeed';
import { t } from '../words';

/** The indices 0..count-1 in an order that depends on `seed` and `epoch` alone (Fisher-Yates). */
export function shuffledIndices(count: number, seed: number, epoch: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, index) => index);
  const random = xoroshiro128plus(mixSeed(seed, epoch));
  for (let last = count - 1; last > 0; last--) {
    const other = uniformInt(random, 0, last);
    [order[last], order[other]] = [order[other], order[last]];
  }
  return order;
}

/**
 * As many indices as there are weights, drawn independently with replacement, each as likely as its weight's share of their sum
 * (PyTorch's `WeightedRandomSampler`). They depend on the arguments alone.
 * @throws RangeError when no weight is above 0
 */
export function drawnIndices(weights: Float64Array, seed: number, epoch: number): Int32Array {
  const sums = new Float64Array(weights.length);
  let sum = 0;
  weights.forEach((weight, index) => {
    sums[index] = sum += weight;
  });
  if (!(sum > 0)) throw new RangeError(t('No slice can be drawn: all weights of the sampler are 0.'));
  const random = xoroshiro128plus(mixSeed(seed, epoch));
  return Int32Array.from(weights, () => firstAbove(sums, uniformFloat64(random) * sum));
}

/** Position of the first of rising numbers that is larger than a value; the last that is reached where none is. */
function firstAbove(rising: Float64Array, value: number): number {
  let [low, high] = [0, rising.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rising[middle] > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
