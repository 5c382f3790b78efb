import * as z from 'zod';
import { progressEventSchema } from './events';
import { jobKinds, jobs, questionNames } from './jobs';
import { failureSchema, jobStateSchema } from './run';
import { versionedSchema } from './version';

/**
 * One worker process does one job. A client connects to the worker's local socket, speaks JSON-RPC, and sends
 * `job/start` once. Any number of clients may connect, now or later (after a window reload): each may call
 * `job/attach`, which answers with a full snapshot, and from then on hears every `job/event`.
 * `job/cancel` ends the job within one step. The worker leaves when its job has ended and nobody is connected.
 * Some jobs answer questions while they go on (`job/ask`); such a job ends with its last client.
 * Every message and answer says the version of the protocol; a worker refuses a message of another version, with a Failure.
 */

/** Asks where the job stands, and for all that happens from now on. */
export const attachMessageSchema = versionedSchema.extend({
  /** BCP 47 tag of the language that the client's person reads. A worker speaks that of its first message. */
  language: z.string(),
});

/** Gives the worker its job. */
export const startMessageSchema = attachMessageSchema.extend({
  kind: z.enum(jobKinds),
  /** As the kind's row in the table of jobs says. */
  job: z.unknown(),
});

/** Answers `job/start` once the job has ended. */
export const startAnswerSchema = versionedSchema.extend({
  /** As the kind's row in the table of jobs says. */
  result: z.unknown(),
});

/** Asks something of the job that goes on. */
export const askMessageSchema = versionedSchema.extend({
  name: z.enum(questionNames),
  /** As the question's row in the table of questions says. */
  question: z.unknown(),
});

export const askAnswerSchema = versionedSchema.extend({
  /** As the question's row in the table of questions says. */
  answer: z.unknown(),
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
export const snapshotSchema = versionedSchema.extend({
  state: jobStateSchema,
  /** Absent before the worker has a job. */
  work: z.discriminatedUnion('kind', [first, ...others]).optional(),
  progress: progressEventSchema.optional(),
  failure: failureSchema.optional(),
});

export type AttachMessage = z.infer<typeof attachMessageSchema>;
export type StartMessage = z.infer<typeof startMessageSchema>;
export type StartAnswer = z.infer<typeof startAnswerSchema>;
export type AskMessage = z.infer<typeof askMessageSchema>;
export type AskAnswer = z.infer<typeof askAnswerSchema>;
export type Snapshot = z.infer<typeof snapshotSchema>;
