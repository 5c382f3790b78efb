import { NotificationType, RequestType, RequestType0 } from 'vscode-jsonrpc';
import type { Job, JobEvent, JobResult, Snapshot } from './jobs';

/** Every method a worker answers and every notification it sends, defined once. Payloads: `jobs.ts`. */
export const startJob = new RequestType<Job, JobResult, void>('job/start');
export const attachJob = new RequestType0<Snapshot, void>('job/attach');
export const cancelJob = new RequestType0<void, void>('job/cancel');
export const jobEvent = new NotificationType<JobEvent>('job/event');
