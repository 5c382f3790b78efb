/** Index of the first value that is not below `wanted`, in values that ascend; their count when all are below. */
export function firstAtOrAfter(values: Float32Array, wanted: number, from = 0): number {
  let [low, high] = [from, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
