import { expect, it } from 'vitest';
import { ordered, type RunRow } from '../../../../webview/comparison/order';

const row = (name: string, value: string | null, valLoss?: number): RunRow => ({
  run: {
    runDir: name,
    starred: false,
    name,
    createdAt: '2026-01-01T00:00:00.000Z',
    state: 'done',
    best: valLoss === undefined ? undefined : { epoch: 1, valLoss, valAccuracy: 0.5 },
    values: [value],
    codeDiffers: false,
  },
  started: '',
  place: 0,
  isShown: true,
  at: {},
});
const names = (rows: readonly RunRow[]) => rows.map(({ run }) => run.name);

it('orders settings by size where they are numbers', () => {
  const rows = [row('a', '0.01'), row('b', '0.0001'), row('c', '0.002')];
  expect(names(ordered(rows, { column: 0, descending: false }))).toEqual(['b', 'c', 'a']);
  expect(names(ordered(rows, { column: 0, descending: true }))).toEqual(['a', 'c', 'b']);
});

it('puts last what has nothing to order by, either way', () => {
  const rows = [row('none', null), row('b', '1', 2), row('a', '2', 1)];
  for (const descending of [true, false]) {
    expect(names(ordered(rows, { column: 0, descending })).at(-1)).toBe('none');
    expect(names(ordered(rows, { column: 'bestLoss', descending })).at(-1)).toBe('none');
  }
});

it('leaves runs in the order in which they were chosen until a column is', () => {
  expect(names(ordered([row('b', '1'), row('a', '2')], undefined))).toEqual(['b', 'a']);
});
