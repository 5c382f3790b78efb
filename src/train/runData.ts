import { basename, dirname } from 'node:path';
import type { Dataset } from '../data';
import { FailureError } from '../protocol/failure';
import type { RunRecord } from '../protocol/run';
import { missingIn, placesOfData, unseenDataSets } from '../runs';
import { t } from '../words';
import type { JobContext } from './context';
import { openData } from './openData';

type TrainedOn = NonNullable<RunRecord['dataset']>;

/**
 * The data set that a run was trained on, told by its content: where it was, or where it was moved to, among the data sets that are
 * known on this machine.
 * @throws FailureError when it has changed, or is not found; the signal's reason when aborted
 */
export async function openRunData(
  trainedOn: TrainedOn,
  context: Pick<JobContext, 'signal' | 'emit'>,
): Promise<Dataset> {
  for (const look of [placesOfData, unseenDataSets])
    for (const place of await look(trainedOn)) {
      const dataset = await openIfUsable(place, place === trainedOn.path, context);
      if (dataset?.fingerprint === trainedOn.fingerprint) return dataset;
    }
  throw (await missingIn(trainedOn.path)).length === 0 ? changed() : gone(trainedOn);
}

/** Another data set that cannot be opened is not the one that is looked for. */
async function openIfUsable(
  place: string,
  isItsOwn: boolean,
  context: Pick<JobContext, 'signal' | 'emit'>,
): Promise<Dataset | undefined> {
  try {
    return await openData(place, context);
  } catch (error) {
    if (isItsOwn || !(error instanceof FailureError)) throw error;
    return undefined;
  }
}

const changed = () =>
  new FailureError({
    what: t('The data set has changed since this run was trained.'),
    why: t('Slices of this split may have been used for training, so the result would mean nothing.'),
    next: t('Put the old data set back, or train again on the new one.'),
  });

function gone({ path, fingerprint }: TrainedOn): FailureError {
  return new FailureError({
    what: t(
      'The data set that this run was trained on, "{0}" in {1}, is not there.',
      basename(path),
      dirname(path),
    ),
    why: t(
      'It was moved, renamed or deleted, and none of the data sets known on this machine has its content ({0}).',
      fingerprint.slice(0, 12),
    ),
    next: t(
      'If you have moved it, say where it is: run "LiTS: Choose Data Set Folder" (or: lits data use DIR). Then try again. The run itself stays as it is.',
    ),
  });
}
