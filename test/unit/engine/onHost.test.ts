import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEngine } from '../../../src/engine';
import { testPrograms, values, withGradients } from './compare';

describe('kernels on the host give what the cpu backend gives', () => {
  testPrograms({
    'complex numbers': () => {
      const z = tf.mul(
        tf.complex(values([4], 1), values([4], 2)),
        tf.complex(values([4], 3), values([4], 4)),
      );
      return [tf.real(z), tf.imag(z), tf.abs(z)];
    },
    'complex numbers that are reshaped and joined': () => {
      const z = tf.complex(values([2, 3], 1), values([2, 3], 2));
      const joined = tf.concat([z, tf.reshape(tf.reshape(z, [6]), [2, 3])], 1);
      return [tf.real(joined), tf.imag(joined)];
    },
    'a spectrum and back': () => {
      const spectrum = tf.spectral.rfft(values([2, 8], 1));
      return [tf.real(spectrum), tf.imag(spectrum), tf.spectral.irfft(spectrum)];
    },
    'unique values': () => {
      const { values: found, indices } = tf.unique(tf.tensor1d([3, 1, 3, 2, 1], 'int32'));
      return [found, indices];
    },
    'non-maximum suppression': () => [
      tf.image.nonMaxSuppression(
        tf.tensor2d([0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 10, 1, 11], [3, 4]),
        tf.tensor1d([0.6, 0.9, 0.7]),
        3,
        0.5,
      ),
    ],
    'samples from logits': () => [tf.multinomial(values([5], 1) as tf.Tensor1D, 10, 3)],
    counts: () => [
      tf.bincount(tf.tensor1d([1, 1, 2], 'int32'), tf.tensor1d([]), 4),
      tf.denseBincount(
        tf.tensor2d(
          [
            [1, 0],
            [2, 2],
          ],
          [2, 2],
          'int32',
        ),
        tf.tensor2d([], [0, 0]),
        3,
      ),
      tf.searchSorted(tf.tensor1d([1, 3, 5]), tf.tensor1d([0, 3, 9])),
    ],
    'sparse and ragged tensors': () => [
      tf.sparseToDense(tf.tensor1d([1, 4], 'int32'), tf.tensor1d([7, 8]), [6], 0),
      tf.sparse.sparseSegmentSum(
        values([4, 2], 1),
        tf.tensor1d([0, 2, 3], 'int32'),
        tf.tensor1d([0, 0, 1], 'int32'),
      ),
    ],
    'morphology and its gradients': () =>
      withGradients([values([1, 5, 5, 2], 1), values([3, 3, 2], 2)], (x, filter) =>
        tf.dilation2d(x as tf.Tensor4D, filter as tf.Tensor3D, 1, 'same'),
      ),
    'between two steps of a graph': () => {
      const recorded = tf.mul(tf.tensor1d([1, 2, 1, 3]), 2);
      return [tf.add(tf.unique(recorded).values, 1)];
    },
  });
});

describe('strings', () => {
  beforeAll(() => startEngine());
  const names = () => tf.tensor1d(['liver', 'lesion', 'liver']);

  it('are joined, cut, compared and repeated', () => {
    expect(tf.concat([names(), names()]).dataSync()).toHaveLength(6);
    expect(tf.slice(names(), 1, 2).dataSync()).toEqual(['lesion', 'liver']);
    expect([...tf.equal(names(), tf.tensor1d(['liver', 'liver', 'liver'])).dataSync()]).toEqual([1, 0, 1]);
    expect(tf.tile(names(), [2]).dataSync()).toHaveLength(6);
    expect(tf.fill([2], 'CT').dataSync()).toEqual(['CT', 'CT']);
  });

  it('are split and hashed', () => {
    const { values: parts } = tf.string.stringSplit(tf.tensor1d(['a b', 'c']), ' ');
    expect(parts.dataSync()).toEqual(['a', 'b', 'c']);
    expect(tf.string.stringToHashBucketFast(names(), 10).dataSync()).toHaveLength(3);
  });
});

describe('running on the host', () => {
  beforeAll(() => startEngine());

  it('leaves no tensors behind', () => {
    const before = tf.memory();
    tf.tidy(() => tf.abs(tf.spectral.fft(tf.complex(tf.ones([4]), tf.zeros([4])))).dataSync());
    expect(tf.memory()).toEqual(before);
  });

  it('says which kernel cannot compute with strings', () => {
    const texts = tf.tensor(['a']);
    expect(() => tf.engine().runKernel('LogicalXor', { a: texts, b: texts })).toThrow(
      /'LogicalXor'.*strings/,
    );
  });
});
