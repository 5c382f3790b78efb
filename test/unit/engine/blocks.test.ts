import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { findBlocks } from '../../../src/engine/graph/blocks';
import type { Kernel } from '../../../src/engine/graph/kernel';
import type { RecordedNode, Value } from '../../../src/engine/graph/recordedNode';

beforeAll(() => startEngine());

const value = (...shape: number[]): Value => ({ shape, dtype: 'float32', references: 1 });

function call(name: string, inputs: readonly Value[], output: Value): RecordedNode {
  return { kernel: { name } as Kernel, inputs, plan: {}, outputs: [output], origin: undefined };
}

describe('the calls of an optimizer', () => {
  const shape = [1024, 1024];
  const [weights, slope, rate] = [value(...shape), value(...shape), value()];
  const [squared, scaled, next] = [value(...shape), value(...shape), value(...shape)];
  const step = [
    call('Square', [slope], squared),
    call('Multiply', [squared, rate], scaled),
    call('Add', [weights, scaled], next),
  ];

  it('are done in parts when the weights are large', () => {
    expect([...findBlocks(step).values()]).toEqual([{ members: step, shape, parts: 4 }]);
  });

  it('are not when somebody else reads what is between them', () => {
    const reader = call('Sum', [squared], value());
    expect(findBlocks([...step, reader]).get(step[2])?.members).toBeUndefined();
  });
});

/** Three steps with every optimizer on tensors large enough to be divided, and one that has no useful divisor. */
async function trained(backend: string, make: () => tf.Optimizer, size: number): Promise<Float32Array> {
  await tf.setBackend(backend);
  const ramp = tf.tensor1d(Float32Array.from({ length: size }, (_, index) => index / size));
  const weights = tf.variable(ramp.square());
  const optimizer = make();
  for (let step = 0; step < 3; step++)
    optimizer.minimize(() => weights.add(ramp).add(1).square().mul(ramp.add(2)).sum().asScalar());
  const result = (await weights.data()) as Float32Array;
  tf.dispose([ramp, weights]);
  optimizer.dispose();
  return result;
}

const optimizers: Record<string, () => tf.Optimizer> = {
  sgd: () => tf.train.sgd(0.1),
  momentum: () => tf.train.momentum(0.1, 0.9),
  rmsprop: () => tf.train.rmsprop(0.01, 0.9, 0.5, 1e-7, true),
  adam: () => tf.train.adam(0.01),
};

describe.each(Object.entries(optimizers))('large weights under %s', (_, make) => {
  it.each([2 ** 20, 3 * 2 ** 19, 2 ** 20 + 7])(
    'become what the cpu backend makes of them (%i)',
    async (size) => {
      const [ours, reference] = [await trained('onnx', make, size), await trained('cpu', make, size)];
      const largest = ours.reduce((most, x, index) => Math.max(most, Math.abs(x - reference[index])), 0);
      expect(largest).toBeLessThan(1e-5);
    },
  );
});
