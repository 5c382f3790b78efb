import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { JobEvent } from './events';
import type { Snapshot, StartMessage } from './messages';

/** Every method a worker answers and every notification it sends, defined once. Payloads: `messages.ts`, `events.ts`, `jobs`. */

/**
 * Answered, when the job has ended, with the result that its kind's row in the table of jobs names. A training that was cancelled
 * answers with a run in state `stopped`; any other job that was cancelled, and every job that failed, rejects with a ResponseError
 * whose `data` is a Failure, after a `state` event that says which it was.
 */
export const startJob = new RequestType<StartMessage, unknown, void>('job/start');
export const attachJob = new RequestType0<Snapshot, void>('job/attach');
export const cancelJob = new RequestType0<void, void>('job/cancel');
export const jobEvent = new NotificationType<JobEvent>('job/event');
