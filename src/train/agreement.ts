import { createHash } from 'node:crypto';
import * as tf from '@tensorflow/tfjs';
import type { Dataset } from '../data';
import { sumOverRanks } from '../engine';
import { FailureError } from '../protocol/failure';
import { list, t } from '../words';
import type { JobContext } from './context';
import type { LoopParts } from './loopParts';
import type { TrainingState } from './state';

/** Opens a data set. Of the processes of a machine that train together, one does it first: it packs what the others read then. */
export async function openTogether(
  { place }: Pick<JobContext, 'place'>,
  open: () => Promise<Dataset>,
): Promise<Dataset> {
  if (!place) return open();
  const early = place.local === 0 ? await open() : undefined;
  await summed([1]);
  return early ?? open();
}

/** So many bytes of each digest are held against each other. */
const bytesEach = 8;

/**
 * Processes that train together must have code, settings and data set in common. To be called by all of them.
 * @param from where a training stands that goes on
 * @throws FailureError when one of them has another one
 */
export async function mustTrainTheSame(
  {
    training,
    config,
    dataset,
    context: { place },
  }: Pick<LoopParts, 'training' | 'config' | 'dataset' | 'context'>,
  from?: TrainingState,
): Promise<void> {
  if (!place) return;
  const parts = [
    { name: t('the code'), text: training.program.bundle.hash },
    { name: t('the settings'), text: JSON.stringify([config, from]) },
    { name: t('the data set'), text: dataset.fingerprint },
  ];
  const digests = parts.map(({ text }) => [
    ...createHash('sha256').update(text).digest().subarray(0, bytesEach),
  ]);
  const sums = await summed(digests.flat());
  const differing = parts.filter((_, part) =>
    digests[part].some((byte, index) => byte * place.count !== sums[part * bytesEach + index]),
  );
  if (differing.length === 0) return;
  throw new FailureError({
    what: t(
      'The processes of this training do not train the same: {0} is not the same everywhere.',
      list(differing.map(({ name }) => name)),
    ),
    next: t('Give all machines the same files, the same data set and the same options.'),
  });
}

/** Sums of numbers over all processes, which all must ask for. */
async function summed(numbers: readonly number[]): Promise<Float32Array> {
  const sums = tf.tidy(() => sumOverRanks([tf.tensor1d([...numbers])])[0]);
  try {
    return await sums.data<'float32'>();
  } finally {
    sums.dispose();
  }
}
