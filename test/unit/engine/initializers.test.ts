import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';

/** Mean, deviation and largest distance from the mean, in deviations that were asked for. */
function momentsOf(tensor: tf.Tensor, deviation: number) {
  const values = tensor.dataSync<'float32'>();
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return {
    mean: mean / deviation,
    deviation: Math.sqrt(square) / deviation,
    reach: values.reduce((most, value) => Math.max(most, Math.abs(value)), 0) / deviation,
  };
}

/** Deviation of a normal distribution that is cut off at two deviations. */
const truncatedDeviation = 0.87962566;
const filter = [3, 3, 64, 128];
const fanIn = 9 * 64;
const fanOut = 9 * 128;

const truncated: Record<
  string,
  { make: () => ReturnType<typeof tf.initializers.heNormal>; deviation: number }
> = {
  heNormal: { make: () => tf.initializers.heNormal({ seed: 1 }), deviation: Math.sqrt(2 / fanIn) },
  glorotNormal: {
    make: () => tf.initializers.glorotNormal({ seed: 1 }),
    deviation: Math.sqrt(2 / (fanIn + fanOut)),
  },
  leCunNormal: { make: () => tf.initializers.leCunNormal({ seed: 1 }), deviation: Math.sqrt(1 / fanIn) },
  'varianceScaling by fanOut': {
    make: () =>
      tf.initializers.varianceScaling({ scale: 3, mode: 'fanOut', distribution: 'normal', seed: 1 }),
    deviation: Math.sqrt(3 / fanOut),
  },
  truncatedNormal: {
    make: () => tf.initializers.truncatedNormal({ mean: 0, stddev: 0.3, seed: 1 }),
    deviation: 0.3,
  },
};

describe('the first weights of layers', () => {
  beforeAll(async () => {
    await startEngine({ threads: 2 });
  });

  for (const [name, { make, deviation }] of Object.entries(truncated))
    it(`spread as ${name} says, cut off at two deviations`, () => {
      const { mean, deviation: spread, reach } = momentsOf(make().apply(filter), deviation);
      expect(mean).toBeCloseTo(0, 1);
      expect(spread).toBeCloseTo(truncatedDeviation, 2);
      expect(reach).toBeGreaterThan(1.99);
      expect(reach).toBeLessThanOrEqual(2.000001);
    });

  it('spread as randomNormal says, not cut off', () => {
    const { deviation, reach } = momentsOf(
      tf.initializers.randomNormal({ mean: 0, stddev: 0.05, seed: 1 }).apply(filter),
      0.05,
    );
    expect(deviation).toBeCloseTo(1, 2);
    expect(reach).toBeGreaterThan(3);
  });

  it('lie around the mean that is asked for', () => {
    const { mean } = momentsOf(
      tf.initializers.truncatedNormal({ mean: 5, stddev: 0.1, seed: 1 }).apply(filter),
      1,
    );
    expect(mean).toBeCloseTo(5, 2);
  });

  it('are the same for the same seed, and others for another', () => {
    const draw = (seed: number) => tf.initializers.heNormal({ seed }).apply([40, 30]).dataSync();
    expect(draw(7)).toEqual(draw(7));
    expect(draw(7)).not.toEqual(draw(8));
  });

  it('follow Math.random where no seed is given, as TensorFlow.js has it', () => {
    const { random } = Math;
    const draw = () => {
      let state = 1;
      Math.random = () => (state = (state * 16807) % 2147483647) / 2147483647;
      return tf.initializers.glorotNormal({}).apply([20, 20]).dataSync();
    };
    try {
      expect(draw()).toEqual(draw());
    } finally {
      Math.random = random;
    }
  });

  it('keep the fans of a vector, which is neither a matrix nor a filter', () => {
    const { deviation } = momentsOf(
      tf.initializers.heNormal({ seed: 1 }).apply([90_000]),
      Math.sqrt(2 / 300),
    );
    expect(deviation).toBeCloseTo(truncatedDeviation, 2);
  });
});
