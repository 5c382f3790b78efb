import { describe, expect, it } from 'vitest';
import { normalizeSlice } from '../../../src/data/normalize';
import { drawnIndices, shuffledIndices } from '../../../src/data/shuffle';

describe('shuffled order', () => {
  it('is a permutation', () => {
    expect([...shuffledIndices(1000, 3, 1)].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  it('is the same on every machine', () => {
    expect([...shuffledIndices(10, 42, 1)]).toEqual([4, 5, 9, 7, 3, 1, 8, 2, 6, 0]);
  });

  it.each([
    ['epochs', [0, 1], [0, 2]],
    ['seeds', [0, 1], [1, 1]],
    ['seeds above 32 bits', [1, 1], [1 + 2 ** 32, 1]],
    ['seed and epoch swapped', [1, 2], [2, 1]],
  ])('differs between %s', (_, [seedA, epochA], [seedB, epochB]) => {
    expect(shuffledIndices(100, seedA, epochA)).not.toEqual(shuffledIndices(100, seedB, epochB));
  });

  it('puts every index at every place about equally often', () => {
    const first = Array.from({ length: 4000 }, (_, epoch) => shuffledIndices(4, 7, epoch)[0]);
    for (const index of [0, 1, 2, 3]) {
      const share = first.filter((value) => value === index).length / first.length;
      expect(share).toBeGreaterThan(0.22);
      expect(share).toBeLessThan(0.28);
    }
  });
});

describe('drawn with replacement', () => {
  it('come as often as their weights say, from all of them', () => {
    const weights = Float64Array.from({ length: 4000 }, (_, index) => [1, 0, 3, 4][index % 4]);
    const counts = [0, 0, 0, 0];
    for (const index of drawnIndices(weights, 7, 1)) counts[index % 4]++;
    for (const [kind, share] of [1 / 8, 0, 3 / 8, 1 / 2].entries()) {
      expect(counts[kind] / weights.length).toBeGreaterThanOrEqual(share - 0.03);
      expect(counts[kind] / weights.length).toBeLessThanOrEqual(share > 0 ? share + 0.03 : 0);
    }
  });

  it('depend on seed and epoch alone', () => {
    const weights = new Float64Array(100).fill(1);
    expect(drawnIndices(weights, 1, 2)).toEqual(drawnIndices(weights, 1, 2));
    expect(drawnIndices(weights, 1, 2)).not.toEqual(drawnIndices(weights, 2, 1));
  });

  it('are refused where all weights are 0', () => {
    expect(() => drawnIndices(new Float64Array(3), 1, 1)).toThrow('all weights');
  });
});

describe('normalization of a slice', () => {
  const normalize = (values: number[]) => {
    const target = new Float32Array(values.length);
    normalizeSlice(Uint8Array.from(values), target, 0);
    return [...target];
  };

  it('maps the darkest pixel to 0 and the brightest to 1', () => {
    expect(normalize([50, 100, 150])).toEqual([0, 0.5, 1]);
  });

  it.each([2, 3, 4, 5, 6, 7, 9])('maps each of %d pixels, from 0 to 1 in even steps', (count) => {
    const values = Array.from({ length: count }, (_, i) => 7 + 20 * i);
    const expected = values.map((_, i) => expect.closeTo(i / (count - 1), 6) as number);
    expect(normalize(values)).toEqual(expected);
  });

  it('writes from its place on, and nothing before or after', () => {
    const target = new Float32Array(9).fill(7);
    normalizeSlice(Uint8Array.from([0, 255, 0, 255, 0]), target, 2);
    expect([...target]).toEqual([7, 7, 0, 1, 0, 1, 0, 7, 7]);
  });

  it.each([0, 38, 255])('makes zeros of a slice that is %d everywhere', (value) => {
    expect(normalize([value, value, value])).toEqual([0, 0, 0]);
  });
});
