import { openDataset, type Dataset } from '../data';
import { FailureError } from '../protocol/failure';
import type { RunRecord } from '../protocol/run';
import { t } from '../words';
import type { JobContext } from './context';

/**
 * The data set that a run was trained on.
 * @throws FailureError when it has changed since; the signal's reason when aborted
 */
export async function openRunData(
  trainedOn: NonNullable<RunRecord['dataset']>,
  { signal, emit }: Pick<JobContext, 'signal' | 'emit'>,
): Promise<Dataset> {
  const dataset = await openDataset(trainedOn.path, {
    signal,
    onProgress: (progress) => emit({ type: 'progress', unit: 'slices', ...progress }),
  });
  if (dataset.fingerprint !== trainedOn.fingerprint)
    throw new FailureError({
      what: t('The data set has changed since this run was trained.'),
      why: t('Slices of this split may have been used for training, so the result would mean nothing.'),
      next: t('Put the old data set back, or train again on the new one.'),
    });
  return dataset;
}
