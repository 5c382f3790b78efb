import { duration, t } from '../words';
import type { ProgressEvent } from './events';

/** What is counted, in the reader's language. */
export function unitText(unit: ProgressEvent['unit']): string {
  const texts: Readonly<Record<ProgressEvent['unit'], string>> = {
    slices: t('slices'),
    steps: t('steps'),
    volumes: t('volumes'),
    devices: t('devices'),
    checks: t('checks'),
    MB: 'MB',
  };
  return texts[unit];
}

/** "3 min left" */
export function timeLeft(seconds: number): string {
  return t('{0} left', duration(seconds));
}
