import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../../src/engine';
import type { OnnxBackend } from '../../../../src/engine/backend';
import type { OptimizerSettings } from '../../../../src/student';
import { NamedOptimizer } from '../../../../src/train/optimize/namedOptimizer';
import { optimizerSchema } from '../../../../src/train/optimize/settings';
import { uniform } from '../../../golden/hash';

beforeAll(() => startEngine());

const everyOne: OptimizerSettings[] = [
  { name: 'sgd', learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.1 },
  { name: 'momentum', learningRate: 0.1, momentum: 0.9 },
  { name: 'adam', weightDecay: 0.1, amsgrad: true },
  { name: 'adamw' },
  { name: 'rmsprop', momentum: 0.9, centered: true },
  { name: 'adagrad' },
];

const make = (settings: OptimizerSettings) => new NamedOptimizer(optimizerSchema.parse(settings));

/** Weights enough to be stepped over together, beside a larger one. */
const shapes: readonly number[][] = [[130, 130], [3, 2], [4], [2], [5], [1], [2, 2], [3], [6], [7]];

const hashed = (shape: number[], stream: number) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, (_, position) => uniform(stream, position)),
    shape,
  );
const variables = () => shapes.map((shape, stream) => tf.variable(hashed(shape, stream)));
const valuesOf = (weights: readonly tf.Tensor[]) => weights.map((weight) => [...weight.dataSync()]);

function doStep(optimizer: tf.Optimizer, weights: readonly tf.Variable[], step: number): void {
  tf.tidy(() =>
    optimizer.applyGradients(
      weights.map(({ name, shape }, index) => ({ name, tensor: hashed(shape, 100 * step + index) })),
    ),
  );
}

describe.each(everyOne)('$name', (settings) => {
  it('compiles nothing after its first step, though its learning rate changes', () => {
    const backend = tf.backend() as OnnxBackend;
    const [weights, optimizer] = [variables(), make(settings)];
    const compiled: number[] = [];
    for (let step = 1; step <= 20; step++) {
      optimizer.learningRate = 0.1 / step;
      doStep(optimizer, weights, step);
      valuesOf(weights);
      compiled.push(backend.compiledGraphs);
    }
    expect(new Set(compiled).size).toBe(1);
  });

  it('goes on from its state exactly as if it had not been stopped', async () => {
    const [whole, before] = [variables(), variables()];
    const [one, first, second] = [make(settings), make(settings), make(settings)];
    for (let step = 1; step <= 6; step++) doStep(one, whole, step);
    for (let step = 1; step <= 3; step++) doStep(first, before, step);
    await second.setWeights(await first.getWeights());
    second.setIterations(first.iterations);
    first.dispose();
    for (let step = 4; step <= 6; step++) doStep(second, before, step);
    expect(valuesOf(before)).toEqual(valuesOf(whole));
  });

  it('holds as many tensors after each step, and none once it is disposed of', () => {
    const weights = variables();
    const empty = tf.memory().numTensors;
    const optimizer = make(settings);
    const counts = [1, 2, 3].map((step) => {
      doStep(optimizer, weights, step);
      return tf.memory().numTensors;
    });
    expect(new Set(counts).size).toBe(1);
    optimizer.dispose();
    expect(tf.memory().numTensors).toBe(empty);
  });
});

describe('former names of options', () => {
  it('mean what they meant', () => {
    expect(optimizerSchema.parse({ name: 'adam', beta1: 0.5 })).toMatchObject({ betas: [0.5, 0.999] });
    expect(optimizerSchema.parse({ name: 'rmsprop', decay: 0.9 })).toMatchObject({ alpha: 0.9 });
  });
});

describe('an optimizer of TensorFlow.js', () => {
  it('is not one of ours', () => {
    expect(tf.train.adam(0.1) instanceof NamedOptimizer).toBe(false);
    expect(make({ name: 'adam' }) instanceof NamedOptimizer).toBe(true);
  });
});
