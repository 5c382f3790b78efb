import { t } from '../words';
import type { RunState } from './run';

/** A run's state in the reader's language. */
export function stateText(state: RunState): string {
  const texts: Readonly<Record<RunState, string>> = {
    starting: t('starting'),
    running: t('running'),
    done: t('done'),
    stopped: t('stopped'),
    failed: t('failed'),
    interrupted: t('interrupted'),
  };
  return texts[state];
}
