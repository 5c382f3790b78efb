import * as tf from '@tensorflow/tfjs';
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine, supportedKernels } from '../../../src/engine';

/** Values without ties and away from kinks: the gradients are those of one branch. */
function values(shape: number[], seed: number, low = -2, high = 2): tf.Tensor {
  return tf.randomUniform(shape, low, high, 'float32', seed);
}

interface Case {
  /** Shapes of the inputs; the values are drawn. */
  shapes: number[][];
  run: (...inputs: tf.Tensor[]) => tf.Tensor;
  range?: [number, number];
}

type Unary = (x: tf.Tensor) => tf.Tensor;
type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

const unary: Record<string, Unary> = {
  abs: tf.abs,
  square: tf.square,
  exp: tf.exp,
  expm1: tf.expm1,
  neg: tf.neg,
  relu: tf.relu,
  relu6: tf.relu6,
  elu: tf.elu,
  selu: tf.selu,
  leakyRelu: (x) => tf.leakyRelu(x, 0.1),
  sigmoid: tf.sigmoid,
  softplus: tf.softplus,
  tanh: tf.tanh,
  sin: tf.sin,
  cos: tf.cos,
  erf: tf.erf,
  clipByValue: (x) => tf.clipByValue(x, -1, 0.5),
  softmax: (x) => tf.softmax(x),
  logSoftmax: (x) => tf.logSoftmax(x),
  logSumExp: (x) => tf.logSumExp(x, -1),
};
const positive: Record<string, Unary> = {
  sqrt: tf.sqrt,
  rsqrt: tf.rsqrt,
  log: tf.log,
  log1p: tf.log1p,
  reciprocal: tf.reciprocal,
};
const binary: Record<string, Binary> = {
  add: tf.add,
  sub: tf.sub,
  mul: tf.mul,
  div: tf.div,
};
/** TensorFlow.js has no gradient for these when one side is broadcast. */
const sameShape: Record<string, Binary> = {
  maximum: tf.maximum,
  minimum: tf.minimum,
  squaredDifference: tf.squaredDifference,
  prelu: tf.prelu,
};
const broadcasts = [
  [
    [2, 3, 4, 5],
    [2, 3, 4, 5],
  ],
  [[2, 3, 4, 5], [5]],
  [
    [2, 3, 4, 5],
    [4, 1],
  ],
  [
    [2, 1, 4, 5],
    [2, 3, 1, 1],
  ],
  [[3], [2, 3]],
  [[2, 3], []],
];

type Size = [number, number];
const convolution =
  (strides: number, pad: 'same' | 'valid' | number, dilations = 1) =>
  (x: tf.Tensor, filter: tf.Tensor) =>
    tf.conv2d(x as tf.Tensor4D, filter as tf.Tensor4D, strides, pad, 'NHWC', dilations);
const pool =
  (kind: 'maxPool' | 'avgPool', size: Size, strides: Size, pad: 'same' | 'valid' | number) =>
  (x: tf.Tensor) =>
    tf[kind](x as tf.Tensor4D, size, strides, pad, typeof pad === 'number' ? 'floor' : undefined);
/** A picture in the engine's inner layout (channels first), so that the case meets it there. */
const picture = (x: tf.Tensor): tf.Tensor => tf.maxPool(x as tf.Tensor4D, 1, 1, 'valid');

const cases: Record<string, Case> = {
  ...Object.fromEntries(
    Object.entries(unary).map(([name, run]): [string, Case] => [name, { shapes: [[2, 3, 4, 5]], run }]),
  ),
  ...Object.fromEntries(
    Object.entries(positive).map(([name, run]): [string, Case] => [
      name,
      { shapes: [[3, 4]], run, range: [0.2, 3] },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(binary).flatMap(([name, run]) =>
      broadcasts.map((shapes): [string, Case] => [`${name} of [${shapes.join('] and [')}]`, { shapes, run }]),
    ),
  ),
  ...Object.fromEntries(
    broadcasts
      .filter(([a]) => a.length === 4)
      .map((shapes): [string, Case] => [
        `mul of a picture [${shapes.join('] and [')}]`,
        { shapes, run: (a, b) => tf.mul(picture(a), b) },
      ]),
  ),
  ...Object.fromEntries(
    Object.entries(sameShape).map(([name, run]): [string, Case] => [
      name,
      {
        shapes: [
          [3, 4],
          [3, 4],
        ],
        run,
      },
    ]),
  ),
  'pow with a fixed exponent': { shapes: [[3, 4]], run: (x) => tf.pow(x, 3) },
  ...Object.fromEntries(
    [undefined, 0, -1, [1, 2], [0, 2, 3], [0, 1, 2]].flatMap((axis) =>
      [false, true].flatMap((keepDims): [string, Case][] => {
        const label = `over ${String(axis)}${keepDims ? ', dimensions kept' : ''}`;
        const shapes = [[2, 3, 4, 5]];
        return [
          [`sum ${label}`, { shapes, run: (x) => tf.sum(x, axis, keepDims) }],
          [`sum of a picture ${label}`, { shapes, run: (x) => tf.sum(picture(x), axis, keepDims) }],
          [`mean of a picture ${label}`, { shapes, run: (x) => tf.mean(picture(x), axis, keepDims) }],
          [`max ${label}`, { shapes, run: (x) => tf.max(x, axis, keepDims) }],
          [`min ${label}`, { shapes, run: (x) => tf.min(x, axis, keepDims) }],
        ];
      }),
    ),
  ),
  matMul: {
    shapes: [
      [3, 4],
      [4, 2],
    ],
    run: (a, b) => tf.matMul(a, b),
  },
  'matMul, both transposed': {
    shapes: [
      [4, 3],
      [2, 4],
    ],
    run: (a, b) => tf.matMul(a, b, true, true),
  },
  'matMul over a batch': {
    shapes: [
      [2, 3, 4],
      [2, 4, 2],
    ],
    run: (a, b) => tf.matMul(a, b),
  },
  dense: {
    shapes: [[3, 4], [4, 2], [2]],
    run: (a, b, bias) => tf.fused.matMul({ a: a, b: b, bias, activation: 'relu' }),
  },
  ...Object.fromEntries(
    (
      [
        [3, 1, 'same', 1],
        [3, 1, 'valid', 1],
        [3, 2, 'same', 1],
        [3, 2, 'valid', 1],
        [5, 4, 2, 1],
        [1, 1, 'valid', 1],
        [1, 2, 'same', 1],
        [2, 1, 'same', 1],
      ] as const
    ).flatMap(([size, strides, pad, dilations]) =>
      [1, 3].map((channels): [string, Case] => [
        `conv2d of ${channels} channels, ${size}x${size}, strides ${strides}, pad ${pad}, dilations ${dilations}`,
        {
          shapes: [
            [2, 9, 8, channels],
            [size, size, channels, 4],
          ],
          run: convolution(strides, pad, dilations),
        },
      ]),
    ),
  ),
  'fused conv2d with bias and relu': {
    shapes: [[2, 6, 6, 2], [3, 3, 2, 4], [4]],
    run: (x, filter, bias) =>
      tf.fused.conv2d({
        x: x as tf.Tensor4D,
        filter: filter as tf.Tensor4D,
        strides: 1,
        pad: 'same',
        bias,
        activation: 'relu',
      }),
  },
  'conv2d, bias, relu and max pool in a row': {
    shapes: [[2, 8, 8, 2], [3, 3, 2, 4], [4]],
    run: (x, filter, bias) =>
      pool('maxPool', [2, 2], [2, 2], 'valid')(tf.relu(tf.add(convolution(1, 'same')(x, filter), bias))),
  },
  conv2dTranspose: {
    shapes: [
      [2, 4, 4, 3],
      [3, 3, 2, 3],
    ],
    run: (x, filter) => tf.conv2dTranspose(x as tf.Tensor4D, filter as tf.Tensor4D, [2, 8, 8, 2], 2, 'same'),
  },
  ...Object.fromEntries(
    (
      [
        ['maxPool', [2, 2], [2, 2], 'valid'],
        ['maxPool', [2, 2], [2, 2], 'same'],
        ['maxPool', [3, 3], [2, 2], 'valid'],
        ['maxPool', [3, 3], [2, 2], 'same'],
        ['maxPool', [3, 3], [1, 1], 1],
        ['avgPool', [2, 2], [2, 2], 'valid'],
        ['avgPool', [3, 3], [2, 2], 'valid'],
      ] as const
    ).map(([kind, size, strides, pad]): [string, Case] => [
      `${kind} ${size.join('x')}, strides ${strides.join('x')}, pad ${pad}`,
      { shapes: [[2, 7, 9, 3]], run: pool(kind, [...size], [...strides], pad) },
    ]),
  ),
  batchNorm: {
    shapes: [[2, 3, 4, 5], [5], [5], [5]],
    run: (x, mean, offset, scale) => tf.batchNorm(x, mean, tf.fill([5], 2), offset, scale, 1e-3),
  },
  reshape: { shapes: [[2, 3, 4, 5]], run: (x) => tf.reshape(picture(x), [6, 20]) },
  transpose: { shapes: [[2, 3, 4, 5]], run: (x) => tf.transpose(picture(x), [3, 0, 2, 1]) },
  concat: {
    shapes: [
      [2, 3, 4, 2],
      [2, 3, 4, 3],
    ],
    run: (a, b) => tf.concat([picture(a), picture(b)], 3),
  },
  stack: {
    shapes: [
      [2, 3],
      [2, 3],
    ],
    run: (a, b) => tf.stack([a, b], 1),
  },
  unstack: { shapes: [[2, 3]], run: (x) => tf.unstack(x, 1)[2] },
  slice: { shapes: [[2, 3, 4, 5]], run: (x) => tf.slice(picture(x), [0, 1, 0, 2], [2, 2, 3, 2]) },
  split: { shapes: [[4, 6]], run: (x) => tf.mul(...(tf.split(x, 2, 1) as [tf.Tensor, tf.Tensor])) },
  pad: {
    shapes: [[2, 3, 4, 1]],
    run: (x) =>
      tf.pad(picture(x), [
        [0, 0],
        [1, 2],
        [0, 3],
        [0, 0],
      ]),
  },
  tile: { shapes: [[2, 1, 1, 3]], run: (x) => tf.tile(x, [1, 4, 5, 1]) },
  reverse: { shapes: [[2, 3, 4, 5]], run: (x) => tf.reverse(picture(x), [1, 2]) },
  where: {
    shapes: [
      [3, 4],
      [3, 4],
    ],
    run: (a, b) => tf.where(tf.tensor2d([[1, 0, 1, 0]], [1, 4], 'bool').tile([3, 1]), a, b),
  },
  cumsum: { shapes: [[3, 4]], run: (x) => tf.cumsum(x, 1) },
  addN: {
    shapes: [
      [3, 4],
      [3, 4],
      [3, 4],
    ],
    run: (a, b, c) => tf.addN([a, b, c]),
  },
  'softmax cross-entropy': {
    shapes: [[4, 3]],
    run: (logits) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([0, 2, 1, 0], 'int32'), 3), logits),
  },
};

/** The result and, for a weighted sum of it, the gradient for each input. */
function results({ shapes, run, range }: Case): number[][] {
  return tf.tidy(() => {
    const inputs = shapes.map((shape, index) => values(shape, 11 + index, ...(range ?? [])));
    const output = run(...inputs);
    const weights = values(output.shape, 5);
    const gradients = tf.grads((...xs: tf.Tensor[]) => tf.sum(tf.mul(run(...xs), weights)))(inputs);
    return [output, ...gradients].map((tensor) => [...tensor.shape, ...tensor.dataSync()]);
  });
}

describe('a kernel and its gradient give what the cpu backend gives', () => {
  beforeAll(() => startEngine());

  for (const [name, single] of Object.entries(cases)) {
    it(name, async () => {
      await tf.setBackend('cpu');
      const expected = results(single);
      await tf.setBackend('onnx');
      const actual = results(single);
      expect(actual.map((list) => list.length)).toEqual(expected.map((list) => list.length));
      actual.flat().forEach((value, index) => {
        const wanted = expected.flat()[index];
        expect(Math.abs(value - wanted), `${value} for ${wanted}`).toBeLessThan(
          1e-4 * (1 + Math.abs(wanted)),
        );
      });
    });
  }
});

describe('max pool with ties', () => {
  beforeAll(() => startEngine());

  it('hands the gradient to the first of the largest, as TensorFlow does', () => {
    const flat = tf.ones([1, 4, 4, 1]);
    const gradient = tf.grad((x) => tf.sum(tf.maxPool(x as tf.Tensor4D, 2, 2, 'valid')))(flat);
    expect([...gradient.dataSync()]).toEqual([1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
  });
});

describe('the list of kernels', () => {
  it('in the documentation is the one the engine supports', () => {
    const [, recorded, onHost] = readFileSync('docs/kernels.md', 'utf8').split('\n## ');
    const listed = (section: string) => [...section.matchAll(/^- `(\w+)`$/gm)].map(([, name]) => name);
    expect({ recorded: listed(recorded), onHost: listed(onHost) }).toEqual(supportedKernels);
  });

  it('is named by the error for a kernel outside of it', async () => {
    await startEngine();
    expect(() => tf.engine().runKernel('Draw', {})).toThrow(/'Draw' is not supported.*docs\/kernels\.md/);
  });
});

describe('recording', () => {
  beforeAll(() => startEngine());
  const compiledGraphs = () => (tf.backend() as unknown as { compiledGraphs: number }).compiledGraphs;

  it('those that were not used for long are let go, and compiled again when they are needed', () => {
    const run = (length: number) => tf.tidy(() => tf.zeros([length]).add(1).square().dataSync());
    run(1);
    for (let length = 2; length < 60; length++) run(length);
    const before = compiledGraphs();
    run(59);
    expect(compiledGraphs()).toBe(before);
    run(1);
    expect(compiledGraphs()).toBe(before + 1);
  });

  it('compiles a repeated step once', () => {
    const step = (value: number) => tf.tidy(() => tf.sum(tf.square(tf.tensor1d([value, 1]))).dataSync()[0]);
    expect(step(2)).toBe(5);
    const before = compiledGraphs();
    expect([step(3), step(4)]).toEqual([10, 17]);
    expect(compiledGraphs()).toBe(before);
  });

  it("are compiled once for all steps of an optimizer, the first of which makes the optimizer's state", () => {
    const weights = tf.variable(tf.ones([4]));
    const before = compiledGraphs();
    const adam = tf.train.adam(0.1);
    for (let step = 0; step < 3; step++) adam.minimize(() => tf.sum(tf.square(weights)), true)?.dataSync();
    expect(compiledGraphs() - before).toBe(1);
  });

  it('tells numbers apart that JSON would write alike', () => {
    const padded = (value: number) => [...tf.pad(tf.tensor1d([1]), [[0, 1]], value).dataSync()];
    expect([Infinity, -Infinity, NaN, 0, -0].map(padded)).toEqual([
      [1, Infinity],
      [1, -Infinity],
      [1, NaN],
      [1, 0],
      [1, -0],
    ]);
  });

  it('keeps a tensor when its source array is written to before the graph runs', () => {
    const source = new Float32Array([1, 2, 3]);
    const doubled = tf.mul(tf.tensor1d(source), 2);
    source.fill(0);
    expect([...doubled.dataSync()]).toEqual([2, 4, 6]);
  });

  it('keeps a tensor when an array read from it is written to', () => {
    const tensor = tf.mul(tf.tensor1d([1, 2, 3]), 2);
    tensor.dataSync().fill(0);
    expect([...tensor.dataSync()]).toEqual([2, 4, 6]);
  });

  it('gives intermediate values that are read in mid-step', () => {
    const half = tf.div(tf.tensor1d([2, 4]), 2);
    const before = tf.sum(half).dataSync()[0];
    expect([before, ...tf.mul(half, 3).dataSync()]).toEqual([3, 3, 6]);
  });

  it('trains on when nobody reads the loss', () => {
    const weight = tf.variable(tf.scalar(0).reshape([1]));
    const descent = tf.train.sgd(0.5);
    for (let step = 0; step < 20; step++) {
      const target = tf.tensor1d([step % 2 ? 1 : 3]);
      descent.minimize(() => tf.sum<tf.Scalar>(tf.square(tf.sub(weight, target))));
    }
    expect(weight.dataSync()[0]).toBeCloseTo(1, 5);
  });

  it('leaves no tensors behind', () => {
    const before = tf.memory().numTensors;
    tf.tidy(() => tf.sum(tf.mul(tf.ones([3]), 2)).dataSync());
    expect(tf.memory().numTensors).toBe(before);
  });
});
