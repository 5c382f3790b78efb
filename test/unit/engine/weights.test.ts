import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { testPrograms, values, withGradients, type Program } from './compare';

type Initializer = ReturnType<typeof tf.initializers.zeros>;

const square = [6, 6];
const filter = [3, 3, 16, 24];

/** Fan-in and fan-out of `filter`. */
const [fanIn, fanOut] = [3 * 3 * 16, 3 * 3 * 24];

interface DrawnCase {
  make: (seed: number) => Initializer;
  /** Standard deviation that it promises for `filter`. */
  deviation: number;
}

const drawn: Record<string, DrawnCase> = {
  randomNormal: { make: (seed) => tf.initializers.randomNormal({ stddev: 0.3, seed }), deviation: 0.3 },
  randomUniform: {
    make: (seed) => tf.initializers.randomUniform({ minval: -0.6, maxval: 0.6, seed }),
    deviation: 0.6 / Math.sqrt(3),
  },
  // Cut at two deviations, a normal distribution keeps 0.8796 of its deviation.
  truncatedNormal: {
    make: (seed) => tf.initializers.truncatedNormal({ stddev: 0.3, seed }),
    deviation: 0.3 * 0.8796,
  },
  varianceScaling: {
    make: (seed) =>
      tf.initializers.varianceScaling({ scale: 1, mode: 'fanAvg', distribution: 'uniform', seed }),
    deviation: Math.sqrt(2 / (fanIn + fanOut)),
  },
  glorotUniform: {
    make: (seed) => tf.initializers.glorotUniform({ seed }),
    deviation: Math.sqrt(2 / (fanIn + fanOut)),
  },
  glorotNormal: {
    make: (seed) => tf.initializers.glorotNormal({ seed }),
    deviation: Math.sqrt(2 / (fanIn + fanOut)) * 0.8796,
  },
  heNormal: { make: (seed) => tf.initializers.heNormal({ seed }), deviation: Math.sqrt(2 / fanIn) * 0.8796 },
  heUniform: { make: (seed) => tf.initializers.heUniform({ seed }), deviation: Math.sqrt(2 / fanIn) },
  leCunNormal: {
    make: (seed) => tf.initializers.leCunNormal({ seed }),
    deviation: Math.sqrt(1 / fanIn) * 0.8796,
  },
  leCunUniform: { make: (seed) => tf.initializers.leCunUniform({ seed }), deviation: Math.sqrt(1 / fanIn) },
};

const initializers: Record<keyof typeof tf.initializers, () => tf.Tensor> = {
  zeros: () => tf.initializers.zeros().apply(filter),
  ones: () => tf.initializers.ones().apply(filter),
  constant: () => tf.initializers.constant({ value: 0.7 }).apply(filter),
  identity: () => tf.initializers.identity({ gain: 2 }).apply(square),
  orthogonal: () => tf.initializers.orthogonal({ gain: 2, seed: 3 }).apply([6, 4]),
  ...(Object.fromEntries(
    Object.entries(drawn).map(([name, { make }]) => [name, () => make(3).apply(filter)]),
  ) as Record<string, () => tf.Tensor> & Record<keyof typeof drawn, () => tf.Tensor>),
} as Record<keyof typeof tf.initializers, () => tf.Tensor>;

describe('every initializer draws from a seed what it draws on the cpu backend', () => {
  testPrograms(
    Object.fromEntries(
      Object.entries(initializers).map(([name, make]): [string, Program] => [name, () => [make()]]),
    ),
  );

  it('is in the table', () =>
    expect(Object.keys(initializers).sort()).toEqual(Object.keys(tf.initializers).sort()));
});

describe('a random initializer', () => {
  beforeAll(() => startEngine());

  for (const [name, { make, deviation }] of Object.entries(drawn)) {
    it(`${name} draws floats of the promised mean and deviation, others from another seed`, () => {
      const weights = make(1).apply(filter);
      const { mean, variance } = tf.moments(weights);
      expect(weights.dtype).toBe('float32');
      expect(weights.shape).toEqual(filter);
      expect(Math.abs(mean.dataSync()[0])).toBeLessThan(deviation / 8);
      expect(Math.sqrt(variance.dataSync()[0]) / deviation).toBeCloseTo(1, 1);
      expect([...make(2).apply(filter).dataSync()]).not.toEqual([...weights.dataSync()]);
    });
  }
});

const regularizers: Record<keyof typeof tf.regularizers, () => ReturnType<typeof tf.regularizers.l2>> = {
  l1: () => tf.regularizers.l1({ l1: 0.02 }),
  l2: () => tf.regularizers.l2({ l2: 0.03 }),
  l1l2: () => tf.regularizers.l1l2({ l1: 0.02, l2: 0.03 }),
};

describe('every regularizer, forward and gradient', () => {
  testPrograms(
    Object.fromEntries(
      Object.entries(regularizers).map(([name, make]): [string, Program] => [
        name,
        () => withGradients([values(filter, 1)], (x) => make().apply(x)),
      ]),
    ),
  );

  it('is in the table', () =>
    expect(Object.keys(regularizers).sort()).toEqual(Object.keys(tf.regularizers).sort()));
});

const constraints: Record<keyof typeof tf.constraints, () => ReturnType<typeof tf.constraints.nonNeg>> = {
  maxNorm: () => tf.constraints.maxNorm({ maxValue: 1, axis: 0 }),
  unitNorm: () => tf.constraints.unitNorm({ axis: 0 }),
  nonNeg: () => tf.constraints.nonNeg(),
  minMaxNorm: () => tf.constraints.minMaxNorm({ minValue: 0.5, maxValue: 1, rate: 0.8, axis: 0 }),
};

const trainConstrained =
  (make: () => ReturnType<typeof tf.constraints.nonNeg>): Program =>
  async () => {
    const layer = tf.layers.dense({
      units: 3,
      inputShape: [4],
      kernelConstraint: make(),
      kernelInitializer: tf.initializers.randomNormal({ stddev: 1, seed: 1 }),
    });
    const model = tf.sequential({ layers: [layer] });
    model.compile({ loss: 'meanSquaredError', optimizer: tf.train.sgd(0.1) });
    await model.fit(values([6, 4], 2), values([6, 3], 3), { epochs: 3, shuffle: false });
    return model.getWeights();
  };

describe('every constraint', () => {
  testPrograms(
    Object.fromEntries(
      Object.entries(constraints).flatMap(([name, make]): [string, Program][] => [
        [name, () => [make().apply(values([5, 4], 1))]],
        [`${name}, in training`, trainConstrained(make)],
      ]),
    ),
  );

  it('is in the table', () =>
    expect(Object.keys(constraints).sort()).toEqual(Object.keys(tf.constraints).sort()));
});
