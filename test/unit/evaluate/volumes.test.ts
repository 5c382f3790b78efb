import { describe, expect, it } from 'vitest';
import { predictedClasses, predictionTable } from '../../../src/evaluate/predictions';
import { poolVolumes, summarizeVolumes } from '../../../src/evaluate/volumes';

const table = predictionTable(
  [0, 2, 1, 1, 0],
  [
    [0.9, 0.05, 0.05],
    [0.1, 0.2, 0.7],
    [0.2, 0.8, 0],
    [0.3, 0.4, 0.3],
    [0.6, 0.3, 0.1],
  ],
  3,
  ['a', 'a', 'b', 'b', 'b'],
);

describe('a volume', () => {
  it('is of the highest class among its slices', () => {
    expect([...poolVolumes(table).labels]).toEqual([2, 1]);
  });

  it('is of a class or a higher one as probably as the surest of its slices', () => {
    const { probabilities } = poolVolumes(table);
    [0.1, 0.2, 0.7, 0.2, 0.5, 0.3].forEach((expected, index) =>
      expect(probabilities[index]).toBeCloseTo(expected, 12),
    );
  });

  it('has probabilities that sum to 1, so that every metric can be had of volumes', () => {
    const pooled = poolVolumes(table);
    const rows = [0, 1].map((row) => [...pooled.probabilities.subarray(3 * row, 3 * row + 3)]);
    expect(() => predictionTable([...pooled.labels], rows, 3, pooled.volumeNames)).not.toThrow();
    expect([...predictedClasses(pooled)]).toEqual([2, 1]);
  });

  it('is summed up with its own confusion matrix and accuracy', () => {
    expect(summarizeVolumes(table)).toMatchObject([
      { name: 'a', slices: 2, accuracy: 1, label: 2, predicted: 2 },
      {
        name: 'b',
        slices: 3,
        accuracy: 1,
        label: 1,
        predicted: 1,
        confusion: [
          [1, 0, 0],
          [0, 2, 0],
          [0, 0, 0],
        ],
      },
    ]);
  });
});
