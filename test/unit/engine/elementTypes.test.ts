import * as tf from '@tensorflow/tfjs';
import { describe } from 'vitest';
import { testPrograms, type Program } from './compare';

type Operation = (x: tf.Tensor4D) => tf.Tensor;

const half = (x: tf.Tensor): tf.Tensor =>
  tf
    .tensor1d([1, 0, 1, 0], 'bool')
    .reshape([4, 1])
    .tile([1, 4])
    .reshape([1, 4, 4, 1])
    .tile([1, 1, 1, x.shape[3]!]);

const operations: Record<string, Operation> = {
  abs: tf.abs,
  add: (x) => tf.add(x, x),
  addN: (x) => tf.addN([x, x, x]),
  any: (x) => tf.any(tf.cast(x, 'bool'), 1),
  argMax: (x) => tf.argMax(x, 1),
  batchNorm: (x) => tf.batchNorm(x, tf.fill([4], 0.5), tf.fill([4], 2)),
  batchToSpace: (x) =>
    tf.batchToSpaceND(
      tf.tile(x, [4, 1, 1, 1]),
      [2, 2],
      [
        [0, 0],
        [1, 0],
      ],
    ),
  clipByValue: (x) => tf.clipByValue(x, -1, 2),
  concat: (x) => tf.concat([x, x], 3),
  cumprod: (x) => tf.cumprod(x, 1),
  cumsum: (x) => tf.cumsum(x, 1),
  diag: (x) => tf.diag(tf.reshape(x, [64])),
  einsum: (x) => tf.einsum('abcd,abcd->ab', x, x),
  equal: (x) => tf.equal(x, tf.reverse(x, 1)),
  exp: tf.exp,
  floorDiv: (x) => tf.floorDiv(x, tf.onesLike(x)),
  gather: (x) => tf.gather(x, tf.tensor1d([2, 0], 'int32'), 1),
  gatherND: (x) => tf.gatherND(x, tf.tensor2d([[0, 1]], [1, 2], 'int32')),
  greater: (x) => tf.greater(x, tf.reverse(x, 1)),
  isNaN: tf.isNaN,
  localResponseNormalization: (x) => tf.localResponseNormalization(x),
  matMul: (x) => tf.matMul(x, x),
  max: (x) => tf.max(x, 1),
  maxPool: (x) => tf.maxPool(x, 2, 2, 'valid'),
  maximum: (x) => tf.maximum(x, tf.zerosLike(x)),
  mean: (x) => tf.mean(x, 1),
  min: (x) => tf.min(x, 1),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x,
      [
        [0, 0],
        [1, 1],
        [0, 0],
        [0, 0],
      ],
      'reflect',
    ),
  mod: (x) => tf.mod(x, tf.onesLike(x)),
  mul: (x) => tf.mul(x, x),
  neg: tf.neg,
  pad: (x) =>
    tf.pad(x, [
      [0, 0],
      [1, 1],
      [1, 0],
      [0, 0],
    ]),
  prod: (x) => tf.prod(x, 1),
  relu: tf.relu,
  resizeBilinear: (x) => tf.image.resizeBilinear(x, [8, 8]),
  scatterND: (x) => tf.scatterND(tf.tensor2d([[1]], [1, 1], 'int32'), x, [3, 4, 4, 4]),
  sign: tf.sign,
  spaceToBatch: (x) =>
    tf.spaceToBatchND(
      x,
      [2, 2],
      [
        [0, 0],
        [0, 0],
      ],
    ),
  square: tf.square,
  step: (x) => tf.step(x),
  sum: (x) => tf.sum(x, 1),
  tile: (x) => tf.tile(x, [1, 2, 1, 1]),
  topk: (x) => tf.topk(x, 2).values,
  where: (x) => tf.where(half(x), x, tf.reverse(x, 2)),
};

const types = ['float32', 'int32', 'bool'] as const;
type Type = (typeof types)[number];

function whole(dtype: Type): tf.Tensor4D {
  const numbers = Array.from({ length: 64 }, (_, index) => ((index * 7 + 3) % 11) - 4);
  return tf.tensor4d(
    dtype === 'bool' ? numbers.map((number) => Number(number > 0)) : numbers,
    [1, 4, 4, 4],
    dtype,
  );
}

describe('a result has the type and the values of the cpu backend', () => {
  for (const dtype of types)
    describe(`for ${dtype}`, () => {
      testPrograms(
        Object.fromEntries(
          Object.entries(operations).map(([name, operation]): [string, Program] => [
            name,
            () => {
              const result = operation(whole(dtype));
              return [types.indexOf(result.dtype as Type), result];
            },
          ]),
        ),
      );
    });
});
