import { classCount } from '../course/classes';
import type { Batch } from '../data';
import type { Augmenter } from './augmentation/augmenter';
import type { LoopOptions } from './loopOptions';
import type { TrainingState } from './state';
import type { Steering } from './steering';

/** The batches of an epoch but for those that are done, augmented, in the groups that make a step each. */
export function groupsOfEpoch(
  { config, train, augmenter, steering = {}, ranks }: LoopOptions,
  { epoch, batchesOfEpoch: skip }: Pick<TrainingState, 'epoch' | 'batchesOfEpoch'>,
): AsyncGenerator<Batch[]> {
  const { accumulate = 1, sampler } = steering;
  const weights = sampler && sliceWeights(train.labels, sampler);
  const shuffle = { seed: config.seed, epoch, ...(weights ? { weights } : {}) };
  const batches = train.batches({ batchSize: config.batchSize, shuffle, skip, rows: ranks?.rows });
  return groupsOf(augmentAhead(batches, augmenter, epoch), accumulate);
}

/** How likely each slice is to be drawn. */
function sliceWeights(labels: Uint8Array, { classWeights }: NonNullable<Steering['sampler']>): Float64Array {
  if (classWeights !== 'balanced') return Float64Array.from(labels, (label) => classWeights[label]);
  const counts = new Float64Array(classCount);
  for (const label of labels) counts[label]++;
  return Float64Array.from(labels, (label) => 1 / counts[label]);
}

/** Batches in groups of so many; the last holds the rest. */
async function* groupsOf(batches: AsyncIterable<Batch>, size: number): AsyncGenerator<Batch[]> {
  let group: Batch[] = [];
  for await (const batch of batches) {
    group.push(batch);
    if (group.length < size) continue;
    yield group;
    group = [];
  }
  if (group.length > 0) yield group;
}

/** Augments one batch ahead: threads work on it while the step before computes. */
async function* augmentAhead(
  batches: AsyncIterable<Batch>,
  augmenter: Augmenter | undefined,
  epoch: number,
): AsyncGenerator<Batch> {
  if (!augmenter) {
    yield* batches;
    return;
  }
  let pending: Promise<Batch> | undefined;
  for await (const batch of batches) {
    const next = augmenter.apply(batch, epoch).then(() => batch);
    // The error is thrown where the loop waits for this batch.
    next.catch(() => undefined);
    if (pending) yield await pending;
    pending = next;
  }
  if (pending) yield await pending;
}
