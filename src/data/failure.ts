import type { Failure } from '../protocol/run';

/** A data set that cannot be used, or cannot be written; `failure` says it in the student's terms. */
export class DatasetError extends Error {
  readonly failure: Failure;

  constructor(failure: Omit<Failure, 'problems'>, cause?: unknown) {
    super([failure.what, failure.why].filter(Boolean).join(' '), { cause });
    this.name = 'DatasetError';
    this.failure = { ...failure, problems: [] };
  }
}

const listed = 5;

/** The first few of many findings, one a line, and how many more there are. */
export function firstFew(findings: readonly string[]): string {
  const more = findings.length - listed;
  return [...findings.slice(0, listed), ...(more > 0 ? [`… and ${more} more.`] : [])].join('\n');
}

const writeFailures: Record<string, { why: string; next: string }> = {
  ENOSPC: {
    why: 'The disk is full.',
    next: 'Free some space, then try again. Nothing half-written was kept.',
  },
  EDQUOT: {
    why: 'Your disk quota is used up.',
    next: 'Delete files you no longer need, then try again. Nothing half-written was kept.',
  },
  EACCES: { why: 'You may not write there.', next: 'Choose a folder that belongs to you, then try again.' },
  EPERM: { why: 'You may not write there.', next: 'Choose a folder that belongs to you, then try again.' },
  EROFS: {
    why: 'The folder is read-only.',
    next: 'Copy the data to a folder you may write to, then try again.',
  },
};

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR';
}

/** Puts an error of the file system into the student's words; other errors come back unchanged. */
export function explainWriteError(error: unknown, what: string): unknown {
  const known = writeFailures[errorCode(error)];
  return known ? new DatasetError({ what, ...known }, error) : error;
}
