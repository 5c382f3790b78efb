import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { testPrograms, values, withGradients, type Program } from './compare';

const indices = (shape: number[], size: number, seed: number): tf.Tensor =>
  tf.randomUniform(shape, 0, size, 'int32', seed);

const gathered = (shape: number[], index: number[], axis: number, batchDims = 0): Program => {
  return () =>
    withGradients([values(shape, 1)], (x) => tf.gather(x, indices(index, shape[axis], 3), axis, batchDims));
};

describe('gathering and scattering', () => {
  testPrograms({
    'rows, with repetition': gathered([4, 3], [7], 0),
    columns: gathered([2, 5, 3], [4], 1),
    'by a matrix': gathered([2, 5, 3], [2, 2], 1),
    'with batch dimensions': gathered([3, 5], [3, 2], 1, 1),
    'with batch dimensions and axes between': () => [
      tf.gather(values([2, 3, 4, 5], 1), indices([2, 3], 4, 3), 2, 1),
    ],
    'along one axis of two that look alike': () => {
      const x = values([1, 1, 3], 1);
      const first = tf.gather(x, tf.tensor1d([0, 0], 'int32'), 0);
      return [first, tf.gather(x, tf.tensor1d([0, 0], 'int32'), 1)];
    },
    'by coordinates': () => [
      tf.gatherND(
        values([3, 4, 2], 1),
        tf.tensor2d(
          [
            [0, 1],
            [2, 3],
            [0, 1],
          ],
          [3, 2],
          'int32',
        ),
      ),
      tf.gatherND(
        values([3, 4], 1),
        tf.tensor2d(
          [
            [0, 1],
            [2, 3],
          ],
          [2, 2],
          'int32',
        ),
      ),
      tf.gatherND(values([3, 4], 1), tf.tensor3d([[[2]], [[0]]], [2, 1, 1], 'int32')),
    ],
    'scattering sums what meets': () => [
      tf.scatterND(tf.tensor2d([[1], [3], [1]], [3, 1], 'int32'), values([3, 4], 1), [5, 4]),
      tf.scatterND(
        tf.tensor2d(
          [
            [1, 0],
            [0, 2],
          ],
          [2, 2],
          'int32',
        ),
        tf.tensor1d([5, 7], 'int32'),
        [2, 3],
      ),
    ],
    'a scattered update replaces': () => [
      tf.tensorScatterUpdate(values([5, 4], 1), tf.tensor2d([[1], [3]], [2, 1], 'int32'), values([2, 4], 2)),
      tf.tensorScatterUpdate(values([2, 3], 1), tf.tensor2d([[1, 2]], [1, 2], 'int32'), tf.tensor1d([9])),
    ],
    'segment sum': () =>
      withGradients([values([5, 3], 1)], (x) =>
        tf.unsortedSegmentSum(x, tf.tensor1d([2, 0, 2, 1, 0], 'int32'), 4),
      ),
    'segment sum drops what is in no segment': () => [
      tf.unsortedSegmentSum(values([4, 2], 1), tf.tensor1d([0, -1, 5, 1], 'int32'), 2),
    ],
    'the gradient of an embedding': () => {
      const words = tf.tensor2d([1, 2, 1, 5, 0, 1], [2, 3], 'int32');
      return withGradients([values([6, 3], 1)], (table) => tf.square(tf.gather(table, words)));
    },
    topk: () => {
      const { values: largest, indices: where } = tf.topk(values([3, 7], 1), 3);
      const ties = tf.topk(tf.tensor1d([1, 3, 3, 2, 3], 'int32'), 3);
      return [largest, where, ties.values, ties.indices];
    },
    diag: () => [tf.diag(values([3], 1)), tf.diag(values([2, 2], 1))],
  });
});

describe('an index outside of the tensor', () => {
  beforeAll(() => startEngine());

  it('is refused, above and below', () => {
    const x = tf.tensor1d([1, 2, 3]);
    for (const index of [3, -1])
      expect(() => tf.gather(x, tf.tensor1d([index], 'int32')).dataSync()).toThrow();
    expect(() => tf.gatherND(x, tf.tensor2d([[-1]], [1, 1], 'int32')).dataSync()).toThrow();
  });
});

describe('sums and products over indices', () => {
  const a = () => values([3, 4], 1);
  const b = () => values([4, 5], 2);
  const scans = [false, true].flatMap((exclusive) =>
    [false, true].map((reverse) => ({ exclusive, reverse })),
  );
  testPrograms({
    'einsum: product': () => [tf.einsum('ij,jk->ik', a(), b())],
    'einsum: over a batch': () => [tf.einsum('bij,bjk->bik', values([2, 3, 4], 1), values([2, 4, 5], 2))],
    'einsum: outer product': () => [tf.einsum('i,j->ij', values([3], 1), values([4], 2))],
    'einsum: transposed and summed': () => [tf.einsum('ij->j', a()), tf.einsum('ij->ji', a())],
    'einsum: to a scalar': () => [tf.einsum('i,i->', values([4], 1), values([4], 2))],
    ...Object.fromEntries(
      scans.map(({ exclusive, reverse }): [string, Program] => [
        `cumprod${exclusive ? ', exclusive' : ''}${reverse ? ', reverse' : ''}`,
        () => [
          tf.cumprod(values([2, 5, 3], 1), 1, exclusive, reverse),
          tf.cumprod(values([9], 1), 0, exclusive, reverse),
          tf.cumprod(tf.tensor1d([1, 2, 3], 'int32'), 0, exclusive, reverse),
        ],
      ]),
    ),
    atan2: () => withGradients([values([3, 4], 1), values([3, 4], 2)], tf.atan2),
    'atan2 on the axes': () => [
      tf.atan2(tf.tensor1d([0, 1, 0, -1, 0, 2]), tf.tensor1d([1, 0, -1, 0, 0, -2])),
    ],
  });
});

describe('calls that differ only in what they give', () => {
  testPrograms({
    'are not taken for each other': () => {
      const x = values([3, 1], 1);
      const [begin, end, strides] = [
        [0, 0],
        [1, 1],
        [1, 1],
      ];
      const kept = tf.stridedSlice(x, begin, end, strides).mul(2);
      const shrunk = tf.stridedSlice(x, begin, end, strides, 0, 0, 0, 0, 1).mul(2);
      const hot = (dtype: 'int32' | 'float32') =>
        tf.oneHot(tf.tensor1d([0, 1], 'int32'), 2, 1, 0, dtype).mul(tf.scalar(3, dtype));
      return [...[kept, shrunk].map((part) => part.shape), kept, shrunk, hot('int32'), hot('float32')];
    },
    'as the gradients for pictures of two sizes': () =>
      [7, 8].map((size) =>
        tf.grad((x) =>
          tf.sum(tf.conv2d(x as tf.Tensor4D, values([3, 3, 1, 2], 2) as tf.Tensor4D, 2, 'valid')),
        )(values([1, size, size, 1], 1)),
      ),
  });
});
