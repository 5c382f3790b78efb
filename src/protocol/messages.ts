import * as z from 'zod';
import { progressEventSchema } from './events';
import { jobKinds, jobs } from './jobs';
import { failureSchema, jobStateSchema } from './run';

/**
 * One worker process does one job. A client connects to the worker's local socket, speaks JSON-RPC, and sends
 * `job/start` once. Any number of clients may connect, now or later (after a window reload): each may call
 * `job/attach`, which answers with a full snapshot, and from then on hears every `job/event`.
 * `job/cancel` ends the job within one step. The worker leaves when its job has ended and nobody is connected.
 */

/** Gives the worker its job. */
export const startMessageSchema = z.object({
  kind: z.enum(jobKinds),
  /** As the kind's row in the table of jobs says. */
  job: z.unknown(),
});

/** A job with its result, of any kind. */
const [first, ...others] = jobKinds.map((kind) =>
  z.object({
    kind: z.literal(kind),
    job: jobs[kind].job,
    /** Once the job has ended well. */
    result: jobs[kind].result.optional(),
  }),
);

/** Where the job of a worker stands. */
export const snapshotSchema = z.object({
  state: jobStateSchema,
  /** Absent before the worker has a job. */
  work: z.discriminatedUnion('kind', [first, ...others]).optional(),
  progress: progressEventSchema.optional(),
  failure: failureSchema.optional(),
});

export type StartMessage = z.infer<typeof startMessageSchema>;
export type Snapshot = z.infer<typeof snapshotSchema>;
