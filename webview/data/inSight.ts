/** What a list of many rows shows of them. */
export interface InSight {
  /** The first item that is drawn, and the first that is not any more. */
  first: number;
  end: number;
  /** Pixels above the first. */
  top: number;
  /** Pixels of all items together. */
  height: number;
}

interface Viewport {
  scrolled: number;
  height: number;
}

/** The items of a list of equal rows that are in sight, and one row more on both sides. */
export function itemsInSight(
  count: number,
  columns: number,
  rowHeight: number,
  { scrolled, height }: Viewport,
): InSight {
  const rows = Math.ceil(count / columns);
  const firstRow = Math.min(Math.max(Math.floor(scrolled / rowHeight) - 1, 0), Math.max(rows - 1, 0));
  const endRow = Math.min(Math.ceil((scrolled + height) / rowHeight) + 1, rows);
  return {
    first: firstRow * columns,
    end: Math.min(endRow * columns, count),
    top: firstRow * rowHeight,
    height: rows * rowHeight,
  };
}

/** How far to scroll so that an item is in sight: by a row where it is next to what is, else so that it is in the middle. */
export function scrolledTo(
  item: number,
  columns: number,
  rowHeight: number,
  { scrolled, height }: Viewport,
): number {
  const top = Math.floor(item / columns) * rowHeight;
  const bottom = top + rowHeight;
  if (top >= scrolled && bottom <= scrolled + height) return scrolled;
  const above = scrolled - top;
  const below = bottom - (scrolled + height);
  if (above > 0 && above <= rowHeight) return top;
  if (below > 0 && below <= rowHeight) return scrolled + below;
  return Math.max(0, top - (height - rowHeight) / 2);
}
