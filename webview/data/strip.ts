/** Columns that a strip is drawn with at most. */
const mostColumns = 1024;

/** The classes of slices as the columns of a strip. Where it has fewer columns than slices, the highest class of each column counts. */
export function stripColumns(labels: readonly number[]): number[] {
  const columns = Math.min(labels.length, mostColumns);
  const highest = new Array<number>(columns).fill(0);
  labels.forEach((label, index) => {
    const column = Math.floor((index * columns) / labels.length);
    highest[column] = Math.max(highest[column], label);
  });
  return highest;
}
