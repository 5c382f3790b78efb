import * as tf from '@tensorflow/tfjs';
import { classCount } from '../course/classes';
import type { Batch, Rows } from '../data';
import { sumOverRanks } from '../engine';
import { allFinite } from './notFinite/keptWeights';
import { weightOf } from './targets';

/** Which of the processes that train together one is. */
export interface Place {
  /** Counted from 0; that process keeps the run. */
  rank: number;
  /** How many there are. */
  count: number;
  /** Which one it is among those of its machine, counted from 0. */
  local: number;
}

/** The labels of a batch, of all of whose rows this process may compute a part. */
export const wholeLabels = ({ labels, whole }: Batch): Uint8Array => whole?.labels ?? labels;

/**
 * The rows of a batch that a process computes: parts in the order of the ranks, whose sizes differ by one at most. Where there are fewer
 * rows than processes, some get a row that is another's: it counts for nothing then (`shareOf`).
 */
export function rowsOf({ rank, count }: Pick<Place, 'rank' | 'count'>, size: number): Rows {
  const begin = Math.min(Math.floor((rank * size) / count), size - 1);
  return { begin, end: Math.max(begin + 1, Math.floor(((rank + 1) * size) / count)) };
}

/** Whether a process has rows of its own in a batch of this size. */
const hasRows = ({ rank, count }: Pick<Place, 'rank' | 'count'>, size: number): boolean =>
  Math.floor((rank * size) / count) < Math.floor(((rank + 1) * size) / count);

/** The process that computes a row of a batch. */
export function rankOfRow(row: number, count: number, size: number): number {
  const ranks = Array.from({ length: count }, (_, rank) => rank);
  return ranks.find((rank) => row < Math.floor(((rank + 1) * size) / count)) ?? count - 1;
}

/** What the processes have found out together about a batch. */
export interface Summed {
  gradients: tf.Tensor[];
  /** Means over the whole batch. */
  means: tf.Tensor[];
  /** Of the whole batch, and after them whether the training is to stop. */
  logits: tf.Tensor1D;
}

/**
 * Processes that train one model together, each on its rows of each batch. What they tell each other is summed, so that all know the
 * same and do the same: they take the same steps, and stop after the same step.
 */
export class Ranks {
  private readonly stop = new AbortController();

  /** @param wish of the process that keeps the run: to stop. The wishes of others are not heard. */
  constructor(
    readonly place: Place,
    private readonly wish: AbortSignal,
  ) {}

  /** Aborted when the processes have agreed to stop. */
  get signal(): AbortSignal {
    return this.stop.signal;
  }

  /** What this process reads of each batch. */
  readonly rows = (size: number): Rows => rowsOf(this.place, size);

  /** What this process' rows count beside the whole batch. */
  shareOf(batch: Batch, classWeights: readonly number[] | undefined): number {
    const whole = wholeLabels(batch);
    if (!hasRows(this.place, whole.length)) return 0;
    return weightOf(batch.labels, classWeights) / weightOf(whole, classWeights);
  }

  /**
   * Sums over all processes, in one call. To be recorded where every process records the same.
   * @param gradients as they are: already multiplied by shares
   * @param means of the rows of this process
   * @param states weights that the pass has written, as they were before it; they get the mean of what was written
   */
  sum(batch: Batch, share: number, { gradients, means, states, logits }: LocalResults): Summed {
    const shared = (tensor: tf.Tensor) => (share === 0 ? tf.zerosLike(tensor) : tf.mul(tensor, share));
    const written = states.filter(({ variable, before }) => variable.dataId !== before.dataId);
    const changes = written.map(({ variable, before }) => shared(tf.sub(variable, before)));
    const own = [...means.map((mean) => shared(mean).reshape([1])), this.ofWhole(batch, logits)];
    const summed = sumOverRanks([...gradients, ...changes, tf.concat1d(own as tf.Tensor1D[])]);
    const vector = summed[summed.length - 1] as tf.Tensor1D;
    written.forEach(({ variable, before }, index) =>
      variable.assign(tf.add(before, summed[gradients.length + index])),
    );
    return {
      gradients: summed.slice(0, gradients.length),
      means: means.map((_, index) => vector.slice(index, 1)),
      logits: vector.slice(means.length, vector.size - means.length),
    };
  }

  /** The logits of a whole batch, from those of this process' rows, and after them whether the training is to stop. */
  gather(batch: Batch, logits: tf.Tensor): tf.Tensor1D {
    return sumOverRanks([this.ofWhole(batch, logits)])[0] as tf.Tensor1D;
  }

  /** Takes off the end of what was read whether the training is to stop, and heeds it. @returns the rest */
  heard(values: Float32Array): Float32Array {
    const last = values.length - 1;
    if (values[last] > 0) this.stop.abort();
    return values.subarray(0, last);
  }

  private ofWhole(batch: Batch, logits: tf.Tensor): tf.Tensor1D {
    const { labels, begin } = batch.whole ?? { labels: batch.labels, begin: 0 };
    const rest = labels.length - begin - batch.labels.length;
    const flat = logits.flatten();
    const own = hasRows(this.place, labels.length) ? flat : tf.zerosLike(flat);
    const placed = tf.pad(own, [[begin * classCount, rest * classCount]]);
    const wantsStop = this.place.rank === 0 && this.wish.aborted ? 1 : 0;
    return tf.concat1d([placed, tf.scalar(wantsStop).reshape([1])]);
  }
}

/**
 * What a process has to look at where the numbers of a whole batch are not finite: its own rows.
 * @returns also the process whose rows are not finite, where its own are
 */
export function ownPart(
  { labels, whole }: Batch,
  logits: Float32Array,
  ranks: Ranks | undefined,
): { logits: Float32Array; elsewhere?: number } {
  if (!ranks || !whole) return { logits };
  const from = whole.begin * classCount;
  const own = logits.subarray(from, from + labels.length * classCount);
  const place = logits.findIndex((value) => !Number.isFinite(value));
  if (place < 0 || !allFinite(own)) return { logits: own };
  const row = Math.floor(place / classCount);
  return { logits: own, elsewhere: rankOfRow(row, ranks.place.count, whole.labels.length) };
}

/** What one process has computed of a batch. */
export interface LocalResults {
  gradients: readonly tf.Tensor[];
  means: readonly tf.Tensor[];
  states: readonly State[];
  logits: tf.Tensor;
}

/** A weight that is not trained, such as an average of batch norm. */
export interface State {
  variable: tf.Variable;
  before: tf.Tensor;
}

/** The weights of a model that no gradient moves, as they are now. */
export function statesOf(model: tf.LayersModel): State[] {
  const variables = new Set(model.nonTrainableWeights.map((weight) => weight.read() as tf.Variable));
  return [...variables]
    .filter(({ dtype }) => dtype === 'float32')
    .map((variable) => ({ variable, before: tf.clone(variable) }));
}
