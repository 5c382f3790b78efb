/**
 * Exponential moving average with Adam's bias correction (Kingma and Ba, 2015): the first values are not pulled towards zero.
 * @param weight of the past, 0 (no smoothing) to below 1.
 */
export function smooth(values: readonly number[], weight: number): number[] {
  let mean = 0;
  let bias = 1;
  return values.map((value) => {
    mean = weight * mean + (1 - weight) * value;
    bias *= weight;
    return mean / (1 - bias);
  });
}
