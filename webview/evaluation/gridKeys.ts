export interface Cell {
  row: number;
  column: number;
}

/**
 * Where a key leads in a grid (ARIA's grid pattern): arrows to the neighbour, Home and End along the row, with Control to
 * the corners. Undefined for any other key.
 */
export function cellAfter(
  key: string,
  control: boolean,
  { row, column }: Cell,
  size: number,
): Cell | undefined {
  const last = size - 1;
  const within = (value: number) => Math.min(Math.max(value, 0), last);
  switch (key) {
    case 'ArrowLeft':
      return { row, column: within(column - 1) };
    case 'ArrowRight':
      return { row, column: within(column + 1) };
    case 'ArrowUp':
      return { row: within(row - 1), column };
    case 'ArrowDown':
      return { row: within(row + 1), column };
    case 'Home':
      return control ? { row: 0, column: 0 } : { row, column: 0 };
    case 'End':
      return control ? { row: last, column: last } : { row, column: last };
    default:
      return undefined;
  }
}
