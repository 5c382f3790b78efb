import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OptimizerSettings } from '../../src/student';
import { NamedOptimizer } from '../../src/train/optimize/namedOptimizer';
import { optimizerSchema } from '../../src/train/optimize/settings';
import { uniform } from './hash';

interface Golden {
  cases: { options: OptimizerSettings; rate: number; weights: number[][] }[];
}

const golden = JSON.parse(readFileSync(path.join(import.meta.dirname, 'optimizers.json'), 'utf8')) as Golden;

const numbers = (stream: number, size: number) =>
  tf.tensor1d(Float32Array.from({ length: size }, (_, position) => uniform(stream, position)));

describe('20 steps with a falling learning rate go where those of torch.optim go', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it.each(golden.cases.map((one) => [JSON.stringify(one.options), one] as const))('%s', (_, one) => {
    const size = one.weights[0].length;
    const weights = tf.variable(numbers(0, size));
    const optimizer = new NamedOptimizer(optimizerSchema.parse(one.options));
    expect(optimizer.learningRate).toBe(one.rate);
    const distances = one.weights.map((expected, index) => {
      optimizer.learningRate = one.rate / Math.sqrt(index + 1);
      optimizer.applyGradients([{ name: weights.name, tensor: numbers(index + 1, size) }]);
      return Math.max(...[...weights.dataSync()].map((weight, at) => Math.abs(weight - expected[at])));
    });
    expect(Math.max(...distances)).toBeLessThan(2e-6);
  });
});
