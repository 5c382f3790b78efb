import { expect, it } from 'vitest';
import { cellAfter } from '../../../../webview/evaluation/gridKeys';

const middle = { row: 1, column: 1 };

it.each([
  ['ArrowLeft', { row: 1, column: 0 }],
  ['ArrowRight', { row: 1, column: 2 }],
  ['ArrowUp', { row: 0, column: 1 }],
  ['ArrowDown', { row: 2, column: 1 }],
  ['Home', { row: 1, column: 0 }],
  ['End', { row: 1, column: 2 }],
])('%s leads to the cell that a grid has there', (key, cell) => {
  expect(cellAfter(key, false, middle, 3)).toEqual(cell);
});

it('stays in the grid at its edges', () => {
  expect(cellAfter('ArrowRight', false, { row: 0, column: 2 }, 3)).toEqual({ row: 0, column: 2 });
});

it('goes to the corners with Control', () => {
  expect(cellAfter('Home', true, middle, 3)).toEqual({ row: 0, column: 0 });
  expect(cellAfter('End', true, middle, 3)).toEqual({ row: 2, column: 2 });
});

it('leaves other keys alone', () => {
  expect(cellAfter('Tab', false, middle, 3)).toBeUndefined();
});
