import { descendingOrder } from './order';

/**
 * Slices sorted by score, highest first. The layout is made for speed: every figure that depends on thresholds takes two short
 * loops for any weights of the volumes, without branches that the processor cannot predict. Both loops work on one block
 * after the other: what the first loop writes is still in the processor's cache when the second loop reads it.
 */
export interface Ranking {
  /** Volume of each slice. This and all positions below are multiplied by `lanes`. */
  volumes: Int32Array;
  /** For each positive: `volume << 1`, plus 1 if it is the last positive with its score. */
  positives: Int32Array;
  /** For each positive: how many slices of its block have a higher score. */
  above: Int32Array;
  /** For each positive: how many slices of its block have its score or a higher one. */
  reached: Int32Array;
  /** Where each block ends, among the slices and among the positives. Slices with the same score are in the same block. */
  blocks: { slices: number; positives: number }[];
  /** Scratch memory: for each slice of a block and each resample, the sum of the weights of the slices before it. */
  before: Float64Array;
}

/** Resamples that are computed at once: while the processor waits for one sum, it adds to the others. */
export const lanes = 4;
/** Lanes that one loop over the positives computes. */
const together = 2;
/** Numbers that such a loop keeps for each lane. */
const kept = 4;
/** A block has at least so many slices, and then ends with the last slice of the same score. */
const blockSize = 512;

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
  let found = 0;
  for (let index = 0; index < count; index++) if (truth[index] > 0) found++;
  const volumes = new Int32Array(count);
  const positives = new Int32Array(found);
  const above = new Int32Array(found);
  const reached = new Int32Array(found);
  const blocks: Ranking['blocks'] = [];
  let largest = 0;
  let block = 0;
  let positive = 0;
  for (let end = 0; end < count;) {
    const start = end;
    const first = positive;
    const score = scores[order[start]];
    for (; end < count && scores[order[end]] === score; end++) {
      volumes[end] = lanes * volumeOf(order[end]);
      if (truth[order[end]] > 0) positives[positive++] = volumes[end] << 1;
    }
    if (positive > first) positives[positive - 1] |= 1;
    for (let tied = first; tied < positive; tied++) {
      above[tied] = lanes * (start - block);
      reached[tied] = lanes * (end - block);
    }
    if (end - block < blockSize && end < count) continue;
    blocks.push({ slices: end, positives: positive });
    largest = Math.max(largest, end - block);
    block = end;
  }
  return { volumes, positives, above, reached, blocks, before: new Float64Array(lanes * (largest + 1)) };
}

export interface RankingFigures {
  /** Sum of the steps of the precision-recall curve (`average_precision_score`); 0 without positives. */
  averagePrecision: number;
  /** Area under the ROC curve, trapezoids (`roc_auc_score`); null unless both positives and negatives occur. */
  rocAuc: number | null;
}

/**
 * Figures of several resamples at once.
 * @param weights volumes x `lanes`: how often each volume counts in each of the resamples
 * @returns one for each lane
 */
export function rankingFigures(ranking: Ranking, weights: Float64Array): RankingFigures[] {
  const { blocks, before } = ranking;
  const state = new Float64Array(kept * lanes);
  const totals = new Float64Array(lanes);
  let start = { slices: 0, positives: 0 };
  for (const end of blocks) {
    before.set(totals);
    sumBefore(ranking.volumes, weights, before, start.slices, end.slices);
    for (let lane = 0; lane < lanes; lane += together)
      passPositives(ranking, weights, start.positives, end.positives, lane, state);
    const last = lanes * (end.slices - start.slices);
    for (let lane = 0; lane < lanes; lane++) totals[lane] = before[last + lane];
    start = end;
  }
  return Array.from(totals, (total, lane) => figuresFrom(state, kept * lane, total));
}

function figuresFrom(state: Float64Array, at: number, total: number): RankingFigures {
  const [found, steps, pairs] = state.subarray(at);
  const negatives = total - found;
  // The pairs count positives above as well. In each pair of positives, one is above the other: without these pairs, those
  // remain in which a negative is above.
  const lost = pairs - found * found;
  return {
    averagePrecision: found > 0 ? steps / found : 0,
    rocAuc: found > 0 && negatives > 0 ? 1 - lost / (2 * found * negatives) : null,
  };
}

function sumBefore(
  volumes: Int32Array,
  weights: Float64Array,
  before: Float64Array,
  from: number,
  to: number,
): void {
  let a = before[0];
  let b = before[1];
  let c = before[2];
  let d = before[3];
  for (let position = from, at = lanes; position < to; position++, at += lanes) {
    const volume = volumes[position];
    a += weights[volume];
    b += weights[volume + 1];
    c += weights[volume + 2];
    d += weights[volume + 3];
    before[at] = a;
    before[at + 1] = b;
    before[at + 2] = c;
    before[at + 3] = d;
  }
}

/** Turns 0 / 0 into 0 where no slice is selected yet, and changes no other quotient. */
const tiny = 1e-300;

/**
 * Loops over the positives of a block, in two lanes. For each lane, `state` holds: the positives found, the sum of the steps of
 * the precision-recall curve, and twice the number of pairs of a positive and a slice above it. That slice may be a positive
 * too, and slices with equal scores count as half a pair.
 */
function passPositives(
  { positives, above, reached, before }: Ranking,
  weights: Float64Array,
  from: number,
  to: number,
  lane: number,
  state: Float64Array,
): void {
  const at = kept * lane;
  let [foundA, stepsA, pairsA] = [state[at], state[at + 1], state[at + 2]];
  let [foundB, stepsB, pairsB] = [state[at + kept], state[at + kept + 1], state[at + kept + 2]];
  let tiedA = 0;
  let tiedB = 0;
  for (let position = from; position < to; position++) {
    const entry = positives[position];
    const volume = (entry >> 1) + lane;
    tiedA += weights[volume];
    tiedB += weights[volume + 1];
    if ((entry & 1) === 0) continue;
    const upper = above[position] + lane;
    const lower = reached[position] + lane;
    const selectedA = before[lower];
    const selectedB = before[lower + 1];
    pairsA += tiedA * (before[upper] + selectedA);
    pairsB += tiedB * (before[upper + 1] + selectedB);
    foundA += tiedA;
    foundB += tiedB;
    stepsA += (tiedA * foundA) / (selectedA + tiny);
    stepsB += (tiedB * foundB) / (selectedB + tiny);
    tiedA = 0;
    tiedB = 0;
  }
  state[at] = foundA;
  state[at + 1] = stepsA;
  state[at + 2] = pairsA;
  state[at + kept] = foundB;
  state[at + kept + 1] = stepsB;
  state[at + kept + 2] = pairsB;
}
