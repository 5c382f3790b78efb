/**
 * Where steps stand on an axis of epochs: the end of the first epoch is 1. An epoch that has not ended, or was begun by a run that was
 * resumed, is as long as the longest that is known.
 * @param expected steps of an epoch, where no epoch tells it
 */
export function epochPositions(step: Float32Array, epoch: Float32Array, expected = 1): Float32Array {
  let length = 0;
  let first = 0;
  const firsts = Float32Array.from(epoch, (own, index) => {
    if (index > 0 && own !== epoch[index - 1]) {
      length = Math.max(length, step[index] - 1 - first);
      first = step[index] - 1;
    } else if (index === 0) first = step[0] - 1;
    return first;
  });
  const last = step.length - 1;
  const whole = Math.max(length, last < 0 ? 0 : step[last] - firsts[last], length > 0 ? 0 : expected);
  return epoch.map((own, index) => own - 1 + (step[index] - firsts[index]) / whole);
}

/** Seconds since a run began; one that began to count anew when it was resumed goes on where it was. */
export function continuousSeconds(seconds: Float32Array): Float32Array {
  let before = 0;
  return seconds.map((value, index) => {
    if (index > 0 && value < seconds[index - 1]) before += seconds[index - 1];
    return before + value;
  });
}
