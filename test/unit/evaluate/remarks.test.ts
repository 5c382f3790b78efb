import { describe, expect, it } from 'vitest';
import { measure } from '../../../src/evaluate/measure';
import { predictionTable } from '../../../src/evaluate/predictions';
import { remarksOn, type Remark } from '../../../src/evaluate/remarks';
import { xorshift } from './random';

const classNames = ['no liver', 'liver', 'lesion'];

interface Slice {
  label: number;
  answer: number;
  sure?: number;
}

/** What is said of slices that are dealt out to `volumes` volumes in turn. */
function remarks(slices: readonly Slice[], volumes = 20): Remark[] {
  const rows = slices.map(({ answer, sure = 0.9 }) =>
    [0, 1, 2].map((k) => (k === answer ? sure : (1 - sure) / 2)),
  );
  const names = slices.map((_, index) => String(index % volumes));
  const labels = slices.map(({ label }) => label);
  const bySlice = measure(predictionTable(labels, rows, 3, names), { resamples: 200 });
  return remarksOn({ bySlice, classNames, provenance: { volumes } as never });
}

const ids = (found: readonly Remark[]) => found.map(({ id }) => id);
const many = (label: number, answer: number, count: number): Slice[] =>
  Array.from({ length: count }, () => ({ label, answer }));
const good = [...many(0, 0, 200), ...many(1, 1, 200), ...many(2, 2, 200), ...many(2, 1, 10)];

describe('of an evaluation', () => {
  it('nothing is said when there is nothing to say', () => {
    expect(remarks(good)).toEqual([]);
  });

  it('it is said that the most frequent class alone would have been as good', () => {
    const slices = [
      ...many(1, 1, 60),
      ...many(0, 1, 30),
      ...many(2, 1, 9),
      ...many(0, 0, 1),
      ...many(1, 2, 1),
    ];
    expect(remarks(slices)[0]).toMatchObject({ id: 'worseThanMajority', name: 'liver' });
  });

  it('it is said that it may not be better than the most frequent class', () => {
    const random = xorshift(7);
    const slices = Array.from({ length: 60 }, (): Slice => {
      const label = random() < 0.5 ? 1 : random() < 0.5 ? 0 : 2;
      return { label, answer: random() < 0.55 ? label : (label + 1) % 3 };
    });
    expect(ids(remarks(slices))).toContain('notSurelyBetter');
  });

  it('it is said that it is overconfident: a loss above that of a uniform guess', () => {
    const slices = [...many(0, 0, 20), ...many(1, 1, 20), ...many(2, 2, 20), ...many(0, 1, 20)].map(
      (slice) => ({
        ...slice,
        sure: 1 - 1e-9,
      }),
    );
    expect(remarks(slices)).toContainEqual(
      expect.objectContaining({ id: 'overconfident', uniform: Math.log(3) }),
    );
  });

  it('it is said that the average hides that few lesions are found', () => {
    const slices = [...many(0, 0, 200), ...many(1, 1, 200), ...many(2, 2, 10), ...many(2, 1, 10)];
    expect(remarks(slices)).toContainEqual({
      id: 'hiddenRecall',
      name: 'lesion',
      recall: 0.5,
      accuracy: 410 / 420,
    });
  });

  it('it is said that a class is never predicted, and that one does not occur', () => {
    const slices = [...many(0, 0, 40), ...many(1, 0, 20)];
    expect(remarks(slices)).toEqual(
      expect.arrayContaining([
        { id: 'neverPredicted', name: 'liver', support: 20 },
        { id: 'absentClass', name: 'lesion' },
      ]),
    );
  });

  it('it is said that a few volumes, or a single one, tell little', () => {
    expect(remarks(good, 4)).toMatchObject([{ id: 'fewVolumes', volumes: 4 }]);
    expect(remarks(good, 1)).toEqual([{ id: 'oneVolume' }]);
  });
});
