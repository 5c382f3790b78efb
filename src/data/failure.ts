import { hasCode } from '../protocol/errorCode';
import { datasetFolder } from '../protocol/dataSet';
import { FailureError, knownFailureOf } from '../protocol/failure';
import { t } from '../words';

/** A data set that cannot be used, or cannot be written; `failure` says it in the student's terms. */
export class DatasetError extends FailureError {
  override name = 'DatasetError';
}

const listed = 5;

/** The first few of many findings, one a line, and how many more there are. */
export function firstFew(findings: readonly string[]): string {
  const more = findings.length - listed;
  return [...findings.slice(0, listed), ...(more > 0 ? [t('… and {0} more.', more)] : [])].join('\n');
}

export function isMissing(error: unknown): boolean {
  return hasCode(error, 'ENOENT', 'ENOTDIR');
}

/** What another process is at already. @param what names it, and the place */
export const busyElsewhere = (what: string) => (pid: number) =>
  new DatasetError({
    what,
    why: t('Process {0} does it, as one does that was started before a window was reloaded.', String(pid)),
    next: t('Wait until the folder {0} appears there, or end that process and try again.', datasetFolder),
  });

/** Says of an error of the file system what it prevented; other errors come back unchanged. */
export function explainWriteError(error: unknown, what: string): unknown {
  if (error instanceof FailureError) return error;
  const known = knownFailureOf(error);
  return known ? new DatasetError({ ...known, what }, error) : error;
}
