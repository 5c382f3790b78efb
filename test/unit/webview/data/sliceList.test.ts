import { describe, expect, it } from 'vitest';
import type { SliceColumns } from '../../../../src/panels/data';
import { SliceList, type SliceFilter } from '../../../../webview/data/sliceList';

/** Two volumes whose slices are mixed in the table, a picture of no known volume, and one volume of the test split. */
const columns: SliceColumns = {
  counts: { train: 6, val: 0, test: 2 },
  volumes: [
    { split: 'train', name: 'volume-1' },
    { split: 'train', name: 'volume-2' },
    { split: 'train' },
    { split: 'test', name: 'volume-1' },
  ],
  file: ['b.png', 'x.png', 'a.png', 'c.png', 'z.png', 'y.png', 'b.png', 'a.png'],
  volume: [0, 1, 0, 0, 2, 2, 3, 3],
  slice: [20, 7, 3, 40, 9, 1, 2, 1],
  label: [1, 2, 0, 2, 0, 1, 1, 0],
};
const list = new SliceList(columns);
const all: SliceFilter = { split: undefined, volume: undefined, classes: [0, 1, 2] };
const filtered = (filter: Partial<SliceFilter>) => Array.from(list.filtered({ ...all, ...filter }));

describe('the slices of a data set', () => {
  it('are looked through volume by volume, by the number of the slice; without a volume, as the table has them', () => {
    expect(filtered({})).toEqual([2, 0, 3, 1, 4, 5, 7, 6]);
  });

  it('are filtered by split, volume and class', () => {
    expect(filtered({ split: 'test' })).toEqual([7, 6]);
    expect(filtered({ volume: 0 })).toEqual([2, 0, 3]);
    expect(filtered({ classes: [2] })).toEqual([3, 1]);
    expect(filtered({ split: 'train', classes: [0, 1] })).toEqual([2, 0, 4, 5]);
    expect(filtered({ classes: [] })).toEqual([]);
    expect(filtered({ split: 'test', volume: 0 })).toEqual([]);
  });

  it('are the same as a plain filter over rows finds, whatever the data set', () => {
    const random = (index: number, below: number) => (index * 7919 + 104_729) % below;
    const rows = Array.from({ length: 600 }, (_, i) => ({ volume: random(i, 13), label: random(i * 3, 3) }));
    const big = new SliceList({
      counts: { train: 600, val: 0, test: 0 },
      volumes: Array.from({ length: 13 }, (_, i) => ({ split: 'train' as const, name: `volume-${i}` })),
      file: rows.map((_, i) => `${i}.png`),
      volume: rows.map(({ volume }) => volume),
      slice: rows.map((_, i) => random(i * 5, 97)),
      label: rows.map(({ label }) => label as 0 | 1 | 2),
    });
    for (const classes of [[0], [1, 2]])
      expect(Array.from(big.filtered({ ...all, volume: 4, classes })).sort((a, b) => a - b)).toEqual(
        rows.flatMap(({ volume, label }, i) => (volume === 4 && classes.includes(label) ? [i] : [])),
      );
  });

  it('are found by their file in the split, or by their row in its table', () => {
    expect(list.find({ split: 'train', at: 'a.png' })).toBe(2);
    expect(list.find({ split: 'test', at: 'a.png' })).toBe(7);
    expect(list.find({ split: 'test', at: 1 })).toBe(7);
    expect(list.find({ split: 'train', at: 5 })).toBe(5);
    for (const at of ['nothing.png', 6]) expect(list.find({ split: 'train', at })).toBeUndefined();
    expect(list.find({ split: 'val', at: 'b.png' })).toBeUndefined();
  });
});

describe('a step', () => {
  const own = list.slicesOf(0);

  it('leads to the neighbour, ten on, and to the ends, and never beyond', () => {
    expect(list.step(own, 2, 1)).toBe(0);
    expect(list.step(own, 3, -1)).toBe(0);
    expect(list.step(own, 3, 1)).toBe(3);
    expect(list.step(own, 2, 10)).toBe(3);
    expect(list.step(own, 0, -Infinity)).toBe(2);
    expect(list.step(own, 0, Infinity)).toBe(3);
  });

  it('leads from a slice that the filter hides to the next one that it shows', () => {
    const sick = list.filtered({ ...all, volume: 0, classes: [0, 2] });
    expect(list.step(sick, 0, 1)).toBe(3);
    expect(list.step(sick, 0, -1)).toBe(2);
  });

  it('leads nowhere where nothing is shown', () => {
    expect(list.step(new Int32Array(), 0, 1)).toBeUndefined();
  });
});

it('begins in the first volume with a lesion, else with liver, in the middle of those', () => {
  expect(list.best(list.order)).toBe(3);
  expect(list.best(list.slicesOf(0))).toBe(3);
  expect(list.best(list.slicesOf(2))).toBe(5);
  expect(list.best(new Int32Array())).toBeUndefined();
});
