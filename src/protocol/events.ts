import * as z from 'zod';
import { checkResultSchema } from './checkReport';
import { failureSchema, jobStateSchema, metricLineSchema } from './run';

export const progressEventSchema = z.object({
  type: z.literal('progress'),
  /** What is being done, in the student's words: "Packing train", "Training". */
  phase: z.string(),
  done: z.number().nonnegative(),
  total: z.number().positive(),
  unit: z.enum(['slices', 'steps', 'volumes', 'devices', 'checks', 'MB']),
  /** Units a second, once known. */
  rate: z.number().nonnegative().optional(),
  etaSeconds: z.number().nonnegative().optional(),
});

/** What a worker tells of its job while it does it. */
export const jobEventSchema = z.discriminatedUnion('type', [
  progressEventSchema,
  z.object({ type: z.literal('metric'), line: metricLineSchema }),
  /** A check begins; or it has ended, when there is a result. */
  z.object({
    type: z.literal('check'),
    item: z.string(),
    check: z.string(),
    title: z.string(),
    result: checkResultSchema.optional(),
  }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warning', 'error']), text: z.string() }),
  z.object({ type: z.literal('state'), state: jobStateSchema, failure: failureSchema.optional() }),
]);

export type ProgressEvent = z.infer<typeof progressEventSchema>;
export type JobEvent = z.infer<typeof jobEventSchema>;
