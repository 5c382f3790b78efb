import type * as tf from '@tensorflow/tfjs';
import type { Network, Op } from '../network/network';
import { tolerance, type FeatureMap, type Numbers } from './featureMap';
import { isLinear, readings } from './linear';

/** What happens to each channel of a map on its own: a factor and a summand. */
export interface Affinity {
  factors: Float64Array;
  summands: Float64Array;
  /** The operation after which it has happened. */
  op: Op;
  /** Weights and other constants that take part in it. */
  constants: readonly tf.Tensor[];
}

/** So many places of a map tell what happens to its channels. */
const placesTried = 300;

/**
 * The last operation after `from` up to which each channel has only been shifted, and if wanted multiplied, by any number of
 * operations.
 */
export function affinityAfter(
  from: Op,
  map: FeatureMap,
  { valuesOf }: Network,
  may: 'shift' | 'multiply-and-shift',
): Affinity {
  const channels = map.shape[3];
  const sample = sampleOf(map);
  let found: Omit<Affinity, 'constants'> = {
    factors: new Float64Array(channels).fill(1),
    summands: new Float64Array(channels),
    op: from,
  };
  let last = 0;
  const visited = new Map<Op, number>([[from, 0]]);
  for (const [op, depth] of visited) {
    for (const consumer of op.consumers) {
      if (visited.has(consumer) || isLinear(consumer)) continue;
      if (consumer.output.size !== map.values.length) continue;
      visited.set(consumer, depth + 1);
      if (depth + 1 <= last) continue;
      // Of a subtraction the sign may be an operation of its own.
      if (consumer.kernel === 'Neg') continue;
      for (const reading of readings(valuesOf(consumer.output), consumer.output.shape, map.shape)) {
        const fitted = fit(map.values, reading.values, channels, sample, may === 'multiply-and-shift');
        if (!fitted) continue;
        [found, last] = [{ ...fitted, op: consumer }, depth + 1];
        break;
      }
    }
  }
  const parts = [...visited].flatMap(([{ constants }, depth]) =>
    depth > 0 && depth <= last ? constants : [],
  );
  return { ...found, constants: parts };
}

interface Sample {
  /** Where the first channels of some places stand. */
  starts: readonly number[];
  /** For each channel, where its smallest and its largest value stand. */
  smallest: Int32Array;
  largest: Int32Array;
}

function sampleOf({ shape, values }: FeatureMap): Sample {
  const channels = shape[3];
  const places = values.length / channels;
  const step = places <= placesTried ? 1 : Math.ceil(places / placesTried) | 1;
  const starts = Array.from({ length: Math.ceil(places / step) }, (_, index) => index * step * channels);
  const smallest = Int32Array.from({ length: channels }, (_, channel) => channel);
  const largest = smallest.slice();
  for (const start of starts)
    for (let channel = 0; channel < channels; channel++) {
      if (values[start + channel] < values[smallest[channel]]) smallest[channel] = start + channel;
      if (values[start + channel] > values[largest[channel]]) largest[channel] = start + channel;
    }
  return { starts, smallest, largest };
}

function fit(
  values: Numbers,
  outputs: Numbers,
  channels: number,
  { starts, smallest, largest }: Sample,
  mayMultiply: boolean,
): Pick<Affinity, 'factors' | 'summands'> | undefined {
  const factors = new Float64Array(channels);
  const summands = new Float64Array(channels);
  for (let channel = 0; channel < channels; channel++) {
    const [low, high] = [smallest[channel], largest[channel]];
    const spread = values[high] - values[low];
    factors[channel] = mayMultiply && spread > 1e-9 ? (outputs[high] - outputs[low]) / spread : 1;
    // What is left of a channel is not the channel.
    if (factors[channel] === 0) return undefined;
    summands[channel] = outputs[high] - factors[channel] * values[high];
  }
  let size = 1e-12;
  for (const start of starts)
    for (let channel = 0; channel < channels; channel++)
      size = Math.max(size, Math.abs(outputs[start + channel]));
  const limit = 3 * tolerance * size;
  for (const start of starts)
    for (let channel = 0; channel < channels; channel++) {
      const expected = factors[channel] * values[start + channel] + summands[channel];
      if (!(Math.abs(expected - outputs[start + channel]) <= limit)) return undefined;
    }
  return { factors, summands };
}
