import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { JobEvent } from './events';
import type { AskAnswer, AskMessage, AttachMessage, Snapshot, StartAnswer, StartMessage } from './messages';

/** Every method a worker answers and every notification it sends, defined once. Payloads: `messages.ts`, `events.ts`, `jobs`. */

/**
 * Answered when the job has ended. A training that was cancelled answers with a run in state `stopped`. Any other job that was
 * cancelled, and every job that failed, rejects with a ResponseError whose `data` is a Failure; a `state` event before it says
 * which of the two it was.
 */
export const startJob = new RequestType<StartMessage, StartAnswer, void>('job/start');
export const attachJob = new RequestType<AttachMessage, Snapshot, void>('job/attach');
/** Answered while the job goes on, where it answers questions; rejects with a ResponseError whose `data` is a Failure. */
export const askJob = new RequestType<AskMessage, AskAnswer, void>('job/ask');
export const cancelJob = new RequestType0<void, void>('job/cancel');
export const jobEvent = new NotificationType<JobEvent>('job/event');
