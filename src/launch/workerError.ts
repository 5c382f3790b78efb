import type { Failure } from '../protocol/run';

/**
 * Why a worker could not do what was asked:
 * `node-unusable` no Node.js to run it with; `not-started` it ended or hung before it could be reached;
 * `unreachable` nobody listens at a recorded socket; `died` it ended in mid-job; `job-failed` the job itself failed, or the
 * student's code has problems; `stopped` the job was cancelled; `force-stopped` it had to be killed to stop;
 * `disconnected` this client left; `protocol` the two sides do not understand each other.
 */
export type WorkerErrorKind =
  | 'node-unusable'
  | 'not-started'
  | 'unreachable'
  | 'died'
  | 'job-failed'
  | 'stopped'
  | 'force-stopped'
  | 'disconnected'
  | 'protocol';

/** How a run has ended whose worker could not write it down any more; undefined after errors that leave a worker its last word. */
export function unwrittenEnd(kind: WorkerErrorKind): 'interrupted' | 'stopped' | undefined {
  if (kind === 'died') return 'interrupted';
  return kind === 'force-stopped' ? 'stopped' : undefined;
}

/** An error of the worker or of the job it does, with the failure in the student's terms. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';

  constructor(
    readonly kind: WorkerErrorKind,
    readonly failure: Failure,
    options?: ErrorOptions,
  ) {
    super([failure.what, failure.why, failure.next].filter(Boolean).join(' '), options);
  }
}
