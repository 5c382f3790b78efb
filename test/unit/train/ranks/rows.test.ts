import { describe, expect, it } from 'vitest';
import type { Batch } from '../../../../src/data';
import { ownPart, rankOfRow, Ranks, rowsOf } from '../../../../src/train/ranks';

const sizes = [1, 2, 3, 5, 16, 17];
const counts = [1, 2, 3, 4, 7];
const cases = sizes.flatMap((size) => counts.map((count) => ({ size, count })));

function batchOf(size: number, place: { rank: number; count: number }): Batch {
  const labels = Uint8Array.from({ length: size }, (_, row) => row % 3);
  const indices = Int32Array.from(labels.keys());
  const { begin, end } = rowsOf(place, size);
  return {
    images: new Float32Array(0),
    labels: labels.slice(begin, end),
    indices: indices.slice(begin, end),
    whole: { labels, indices, begin },
  };
}

const ranksAt = (rank: number, count: number) =>
  new Ranks({ rank, count, local: rank }, new AbortController().signal);

describe.each(cases)('$count processes with a batch of $size', ({ size, count }) => {
  const all = Array.from({ length: count }, (_, rank) => rank);

  it('share it so that each row counts once, and each process has a row', () => {
    const counted = new Array<number>(size).fill(0);
    for (const rank of all) {
      const { begin, end } = rowsOf({ rank, count }, size);
      expect(end).toBeGreaterThan(begin);
      const counts = ranksAt(rank, count).shareOf(batchOf(size, { rank, count }), undefined) > 0;
      if (counts) for (let row = begin; row < end; row++) counted[row]++;
      for (let row = begin; row < end && counts; row++) expect(rankOfRow(row, count, size)).toBe(rank);
    }
    expect(counted).toEqual(counted.map(() => 1));
  });

  it.each([undefined, [1, 2, 5]])('have shares of 1 together, with class weights %j', (weights) => {
    const shares = all.map((rank) => ranksAt(rank, count).shareOf(batchOf(size, { rank, count }), weights));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });
});

it('names the process whose rows are not finite, where the own ones are', () => {
  const logits = new Float32Array(4 * 3);
  logits[3 * 3] = NaN;
  const of = (rank: number) => ownPart(batchOf(4, { rank, count: 2 }), logits, ranksAt(rank, 2));
  expect(of(0)).toEqual({ logits: new Float32Array(6), elsewhere: 1 });
  expect(of(1).elsewhere).toBeUndefined();
  expect(of(1).logits).toHaveLength(6);
});
