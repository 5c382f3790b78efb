import { duration, loss, megabytes, percent, t } from '../words';
import type { ProgressEvent } from './events';
import type { EpochLine } from './run';

/** What is counted, in the reader's language. */
export function unitText(unit: ProgressEvent['unit']): string {
  const texts: Readonly<Record<ProgressEvent['unit'], string>> = {
    slices: t('slices'),
    steps: t('steps'),
    volumes: t('volumes'),
    devices: t('devices'),
    checks: t('checks'),
    submissions: t('submissions'),
    MB: 'MB',
  };
  return texts[unit];
}

/** "3 min left" */
export function timeLeft(seconds: number): string {
  return t('{0} left', duration(seconds));
}

/** One line for an epoch of a run's log. */
export function epochText(line: EpochLine, epochs: number): string {
  return t(
    'Epoch {0} of {1}: loss {2}, accuracy {3}, validation loss {4}, validation accuracy {5}',
    line.epoch,
    epochs,
    loss(line.loss, 4),
    percent(line.accuracy),
    loss(line.valLoss, 4),
    percent(line.valAccuracy),
  );
}

/** What a device's memory held at a validation, as far as it was told: "1.2 GB, peak 3.4 GB". */
export function deviceMemoryText(line: EpochLine | undefined): string | undefined {
  const { deviceMemoryBytes: used, devicePeakBytes: peak } = line ?? {};
  if (peak === undefined) return used === undefined ? undefined : megabytes(used);
  const most = t('peak {0}', megabytes(peak));
  return used === undefined ? most : `${megabytes(used)}, ${most}`;
}
