import { failureSchema, type Failure } from '../protocol/run';
import type { CommandId } from './commandIds';

/** An error that the student can act on, in the student's terms. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly failure: Failure;

  /** @param offers commands that mend it, offered as buttons of the message. */
  constructor(
    failure: Omit<Failure, 'problems'>,
    readonly offers: readonly CommandId[] = [],
  ) {
    super(failure.what);
    this.failure = { ...failure, problems: [] };
  }
}

export type ErrorKind =
  | { kind: 'cancelled' }
  | { kind: 'user'; failure: Failure; offers: readonly CommandId[] }
  | { kind: 'bug'; message: string };

/**
 * What an error is to the student: nothing (the student cancelled), something to act on, or a fault of this extension.
 * Errors that carry a `failure` (ours and the worker client's) are the student's to act on; file system errors that the
 * student can mend are put into such terms here.
 */
export function classify(error: unknown): ErrorKind {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error) };
  // vscode.CancellationError names itself so.
  if (error.name === 'Canceled') return { kind: 'cancelled' };
  if ('failure' in error) {
    if ('kind' in error && (error.kind === 'stopped' || error.kind === 'disconnected'))
      return { kind: 'cancelled' };
    const failure = failureSchema.safeParse(error.failure);
    if (failure.success)
      return {
        kind: 'user',
        failure: failure.data,
        offers: error instanceof UserError ? error.offers : [],
      };
  }
  const failure = fileSystemFailure(error);
  return failure ? { kind: 'user', failure, offers: [] } : { kind: 'bug', message: error.message };
}

const fileSystemReasons: Record<string, { why: string; next: string }> = {
  ENOSPC: {
    why: 'The disk is full.',
    next: 'Free some space, for example by deleting old runs, and try again.',
  },
  EACCES: { why: 'This is not allowed there.', next: 'Choose a folder that you may write to.' },
  EPERM: { why: 'This is not allowed there.', next: 'Choose a folder that you may write to.' },
  EROFS: { why: 'The folder is read-only.', next: 'Choose a folder that you may write to.' },
};

function fileSystemFailure(error: Error): Failure | undefined {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const reason = fileSystemReasons[code];
  if (!reason) return undefined;
  const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined;
  return {
    what: path ? `"${path}" could not be written or read.` : 'A file could not be written or read.',
    ...reason,
    problems: [],
  };
}
