/**
 * Softmax of one slice's logits. The largest logit is subtracted first, so that logits of any size have probabilities.
 * @returns probabilities that sum to 1; NaN where a logit is not finite
 */
export function softmax(logits: ArrayLike<number>): number[] {
  const { powers, sum } = powersOf(logits);
  return powers.map((power) => power / sum);
}

/**
 * Cross-entropy of one slice in nats, from its logits: minus the logarithm of its label's softmax. The largest logit is
 * subtracted from each before they are summed up, so that `n` equal logits give ln n, however large they are.
 * @returns NaN where a logit is not finite
 */
export function crossEntropyOfLogits(logits: ArrayLike<number>, label: number): number {
  const { highest, sum } = powersOf(logits);
  return Math.log(sum) - (logits[label] - highest);
}

/** Powers of e, each divided by the largest. */
function powersOf(logits: ArrayLike<number>): { highest: number; powers: number[]; sum: number } {
  const scores = Array.from(logits);
  const highest = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - highest));
  return { highest, powers, sum: powers.reduce((total, power) => total + power, 0) };
}
