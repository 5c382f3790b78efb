/**
 * Slices sorted by score, highest first, and packed into one number each: `volume << 2 | last of a tie << 1 | positive`.
 * Every figure that depends on thresholds is one pass over it, whatever weights the volumes have.
 */
export type Ranking = Uint32Array;

/** Indices of `scores` from the highest to the lowest; equal scores stay in their order. */
export function descendingOrder(scores: ArrayLike<number>): Uint32Array {
  return Uint32Array.from({ length: scores.length }, (_, index) => index).sort(
    (a, b) => scores[b] - scores[a] || a - b,
  );
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
  return order.map((index, position) => {
    const isLast = position + 1 === order.length || scores[order[position + 1]] !== scores[index];
    return (volumeOf(index) << 2) | (Number(isLast) << 1) | Number(truth[index] > 0);
  });
}

export interface RankingFigures {
  /** Sum of the steps of the precision-recall curve (`average_precision_score`); 0 without positives. */
  averagePrecision: number;
  /** Area under the ROC curve, trapezoids (`roc_auc_score`); null unless both positives and negatives occur. */
  rocAuc: number | null;
}

/** @param weights how often each volume counts, 1 each for the data as they are */
export function rankingFigures(ranking: Ranking, weights: ArrayLike<number>): RankingFigures {
  let seen = 0;
  let seenBeforeTie = 0;
  let positives = 0;
  let tied = 0;
  let steps = 0;
  let lost = 0;
  for (let position = 0; position < ranking.length; position++) {
    const entry = ranking[position];
    const weight = weights[entry >>> 2];
    seen += weight;
    if (entry & 1) tied += weight;
    if (entry & 2) {
      if (tied > 0) {
        // Twice the pairs in which a negative has the higher score; a tie is half a pair.
        lost += tied * (seenBeforeTie - positives);
        positives += tied;
        lost += tied * (seen - positives);
        steps += (tied * positives) / seen;
        tied = 0;
      }
      seenBeforeTie = seen;
    }
  }
  const negatives = seen - positives;
  return {
    averagePrecision: positives > 0 ? steps / positives : 0,
    rocAuc: positives > 0 && negatives > 0 ? 1 - lost / (2 * positives * negatives) : null,
  };
}
