import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { GraphError, retrace, startEngine, within } from '../../../src/engine';
import { registerKernels } from '../../../src/engine/backend';
import { kernel } from '../../../src/engine/graph/kernel';

/** Kernels that record like any other, and cannot be run. */
const broken = [
  kernel<object, object>({
    name: 'NotInOnnx',
    inputs: ['x'],
    plan: ([x]) => ({ outputs: [x], plan: {} }),
    lower: (graph, { inputs: [x], outputs: [output] }) => [
      graph.operand(output, graph.op('NoSuchOperator', [graph.last(x)])),
    ],
  }),
  kernel<object, object>({
    name: 'CannotBeWritten',
    inputs: ['x'],
    plan: ([x]) => ({ outputs: [x], plan: {} }),
    lower: () => {
      throw new Error('there is no way to write it');
    },
  }),
];

const callOf = (name: string) => (x: tf.Tensor) => tf.engine().runKernel<tf.Tensor>(name, { x });
const outOfBounds = (width = 4) => tf.gather(tf.ones([3, width]), tf.tensor1d([7], 'int32'));

function failureOf(run: () => void): GraphError['failure'] & { message: string } {
  try {
    run();
  } catch (error) {
    if (error instanceof GraphError) return { ...error.failure, message: error.message };
    throw error;
  }
  throw new Error('Nothing failed.');
}

describe('a graph that cannot be run', () => {
  beforeAll(async () => {
    await startEngine();
    registerKernels(broken);
  });

  it('names the kernel, what recorded it, and the reason, but no node of ONNX', () => {
    const doubled = within('pick', () => tf.mul(outOfBounds(), 2));
    const { message, place } = failureOf(() => doubled.dataSync());
    expect(place).toEqual({ kernel: 'GatherV2', origin: 'pick' });
    expect(message).toMatch(/^GatherV2 of pick could not be computed: indices element out of data bounds/);
    expect(message).not.toMatch(/Gather_|Status|Name:/);
  });

  it('names a kernel that ONNX Runtime refuses when the graph is loaded', () => {
    const x = within('before', () => tf.exp(tf.ones([3])));
    const { place, message } = failureOf(() => within('layer', () => callOf('NotInOnnx')(x)).dataSync());
    expect(place).toEqual({ kernel: 'NotInOnnx', origin: 'layer' });
    expect(message).toMatch(/NoSuchOperator/);
  });

  it('names a kernel that the engine itself cannot write', () => {
    const { message } = failureOf(() => callOf('CannotBeWritten')(tf.ones([3])).dataSync());
    expect(message).toBe('CannotBeWritten could not be computed: there is no way to write it');
  });

  it('names the layer that a gradient belongs to', () => {
    const refused = tf.customGrad((x) => ({
      value: tf.square(x as tf.Tensor),
      gradFunc: (dy) => callOf('NotInOnnx')(tf.mul(dy, x as tf.Tensor)),
    }));
    const gradient = tf.grad((x) => {
      const first = within('first', () => tf.exp(x));
      const second = within('second', () => refused(first));
      return within('third', () => tf.sum(second));
    })(tf.ones([3]));
    expect(failureOf(() => gradient.dataSync()).place).toEqual({ kernel: 'NotInOnnx', origin: 'second' });
  });

  it('is recorded again to throw where the call is made that is to blame', async () => {
    const record = () => tf.mul(tf.exp(outOfBounds()), 2);
    const error = await record()
      .data()
      .then(
        () => undefined,
        (thrown: unknown) => thrown as GraphError,
      );
    expect(error?.stack).not.toMatch(/gather_/);
    let again: unknown;
    try {
      retrace(error!, () => void record());
    } catch (thrown) {
      again = thrown;
    }
    expect(again).toMatchObject({ message: error!.message, isAtCall: true });
    expect((again as GraphError).stack).toMatch(/gather_/);
    expect([...tf.exp(tf.zeros([2])).dataSync()]).toEqual([1, 1]);
  });

  it('leaves values that say so when they are read or computed with', () => {
    const lost = outOfBounds();
    expect(() => lost.dataSync()).toThrow(GraphError);
    const again = /has no values, because its computation failed earlier.*out of data bounds/;
    expect(() => lost.dataSync()).toThrow(again);
    const further = tf.mul(lost, 2);
    expect(() => further.dataSync()).toThrow(again);
    expect(() => further.dataSync()).toThrow(again);
  });

  it('leaves large values that can be disposed', () => {
    const lost = outOfBounds(2 ** 14);
    expect(() => lost.dataSync()).toThrow(GraphError);
    lost.dispose();
    expect(lost.isDisposed).toBe(true);
  });

  it('leaves what was computed before, and what is computed after', () => {
    const before = tf.exp(tf.zeros([2]));
    before.dataSync();
    expect(() => outOfBounds().dataSync()).toThrow();
    expect([...tf.add(before, 1).dataSync()]).toEqual([2, 2]);
  });
});

describe('a graph that needs more memory than there is', () => {
  beforeAll(() => startEngine());

  const tooLarge = () => within('widen', () => tf.matMul(tf.ones([2 ** 20, 1]), tf.ones([1, 2 ** 21])));

  it('names the largest tensor, its size and its layer, when it is needed on the way', () => {
    const mean = tf.tidy(() => tf.mean(tf.square(tooLarge())));
    const { reason, message, largest } = failureOf(() => mean.dataSync());
    expect(reason).toBe('out-of-memory');
    expect(largest.shape).toEqual([2 ** 20, 2 ** 21]);
    expect(message).toBe(
      'The memory is not enough. The largest tensor is [1048576, 2097152], 8,796.1 GB, made by BatchMatMul of widen.',
    );
  });

  it('does so when it is to be read', () => {
    const { reason, largest } = failureOf(() => tooLarge().dataSync());
    expect(reason).toBe('out-of-memory');
    expect(largest.place).toEqual({ kernel: 'BatchMatMul', origin: 'widen' });
  });
});
