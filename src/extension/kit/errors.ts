import { FailureError, knownFailureOf } from '../../protocol/failure';
import type { Failure } from '../../protocol/run';
import type { CommandId } from './commandIds';

/** An error that the student can act on, with the commands that mend it, offered as buttons of the message. */
export class UserError extends FailureError {
  constructor(
    failure: Omit<Failure, 'problems'>,
    readonly offers: readonly CommandId[] = [],
  ) {
    super(failure);
    this.name = 'UserError';
  }
}

export type ErrorKind =
  | { kind: 'cancelled' }
  | { kind: 'user'; failure: Failure; offers: readonly CommandId[] }
  | { kind: 'bug'; message: string };

/** Kinds of a worker client's error that only say that the student (or this window) has ended the work. */
const endings: readonly unknown[] = ['stopped', 'disconnected'];

/** What an error is to the student: nothing (the student cancelled), something to act on, or a fault of this extension. */
export function classify(error: unknown): ErrorKind {
  if (!(error instanceof Error)) return { kind: 'bug', message: String(error) };
  // vscode.CancellationError names itself so.
  if (error.name === 'Canceled' || ('kind' in error && endings.includes(error.kind)))
    return { kind: 'cancelled' };
  const failure = knownFailureOf(error);
  if (!failure) return { kind: 'bug', message: error.message };
  return { kind: 'user', failure, offers: error instanceof UserError ? error.offers : [] };
}
