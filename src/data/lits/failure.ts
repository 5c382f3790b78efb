import { t } from '../../words';

/** What to do where a server does not give the archive. */
export function otherWays(first?: string): string {
  const zip = t(
    'Or use a ZIP of the data set that you have already: run "LiTS: Download Data Set" and choose "I Have the ZIP" (or: lits prepare --zip FILE).',
  );
  return first === undefined ? zip : `${first} ${zip}`;
}
