import * as z from 'zod';
import { resumeJobSchema, trainJobSchema } from './jobs/trainJob';
import { failureSchema } from './run';

/** Files of the folder through which a launcher and the processes that it has started on its machine tell each other what they need. */
export const rankFiles = {
  launch: 'launch.json',
  note: (rank: number) => `rank-${rank}.json`,
  isNote: /^rank-\d+\.json$/,
} as const;

/** What a launcher tells the processes that train together. */
export const launchSchema = z.object({
  version: z.literal(1),
  /** Where the process that keeps the run listens. */
  socket: z.string(),
  language: z.string(),
  /** How long one waits for the others. */
  waitSeconds: z.number().positive(),
  work: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('train'), job: trainJobSchema }),
    z.object({ kind: z.literal('resume'), job: resumeJobSchema }),
  ]),
});

/** What such a process tells: that it has started, and why it has failed. */
export const rankNoteSchema = z.object({
  rank: z.int().nonnegative(),
  pid: z.int().positive(),
  failure: failureSchema.optional(),
  /** Whether it has failed because another process has. */
  isOfAnother: z.boolean().optional(),
});

/** What processes can do together. */
export type SharedWork = Launch['work'];
export type Launch = z.infer<typeof launchSchema>;
export type RankNote = z.infer<typeof rankNoteSchema>;
