import { descendingOrder } from './order';

/**
 * Slices sorted by score, highest first, laid out so that every figure that depends on thresholds takes two short loops
 * without a branch that cannot be foreseen, whatever weights the volumes have.
 */
export interface Ranking {
  /** Volume of each slice. */
  volumes: Uint32Array;
  /** Of each positive: `volume << 1`, and 1 if it is the last positive of its score. */
  positives: Uint32Array;
  /** Of each positive: the slices with a higher score. */
  above: Uint32Array;
  /** Of each positive: the slices with its score or a higher one. */
  reached: Uint32Array;
  /** Room for the weights of the slices before each. */
  before: Float64Array;
}

/**
 * @param truth 1 for a positive, 0 for a negative
 * @param volumeOf position of the volume of an index of `scores`
 */
export function rank(
  truth: ArrayLike<number>,
  scores: ArrayLike<number>,
  volumeOf: (index: number) => number,
): Ranking {
  const order = descendingOrder(scores);
  const count = order.length;
  const positives: number[] = [];
  const above: number[] = [];
  const reached: number[] = [];
  let end = 0;
  while (end < count) {
    const start = end;
    const first = positives.length;
    for (; end < count && scores[order[end]] === scores[order[start]]; end++)
      if (truth[order[end]] > 0) positives.push(volumeOf(order[end]) << 1);
    if (positives.length > first) positives[positives.length - 1] |= 1;
    for (let positive = first; positive < positives.length; positive++) {
      above.push(start);
      reached.push(end);
    }
  }
  return {
    volumes: order.map(volumeOf),
    positives: Uint32Array.from(positives),
    above: Uint32Array.from(above),
    reached: Uint32Array.from(reached),
    before: new Float64Array(count + 1),
  };
}

export interface RankingFigures {
  /** Sum of the steps of the precision-recall curve (`average_precision_score`); 0 without positives. */
  averagePrecision: number;
  /** Area under the ROC curve, trapezoids (`roc_auc_score`); null unless both positives and negatives occur. */
  rocAuc: number | null;
}

/** @param weights how often each volume counts, 1 each for the data as they are */
export function rankingFigures(ranking: Ranking, weights: Float64Array): RankingFigures {
  const total = sumBefore(ranking, weights);
  const { found, steps, lost } = passPositives(ranking, weights);
  const negatives = total - found;
  return {
    averagePrecision: found > 0 ? steps / found : 0,
    rocAuc: found > 0 && negatives > 0 ? 1 - lost / (2 * found * negatives) : null,
  };
}

// Two functions: V8 makes slower code of both loops in one.
function sumBefore({ volumes, before }: Ranking, weights: Float64Array): number {
  let total = 0;
  for (let position = 0; position < volumes.length; position++) {
    total += weights[volumes[position]];
    before[position + 1] = total;
  }
  return total;
}

function passPositives({ positives, above, reached, before }: Ranking, weights: Float64Array) {
  let found = 0;
  let tied = 0;
  let steps = 0;
  let lost = 0;
  for (let position = 0; position < positives.length; position++) {
    const entry = positives[position];
    tied += weights[entry >>> 1];
    if ((entry & 1) === 0) continue;
    const selected = before[reached[position]];
    if (selected === 0) continue;
    // Twice the pairs in which a negative has the higher score; a tie is half a pair.
    lost += tied * (before[above[position]] + selected - 2 * found - tied);
    found += tied;
    steps += (tied * found) / selected;
    tied = 0;
  }
  return { found, steps, lost };
}
