import * as z from 'zod';
import { checkResultSchema } from './checkReport';
import { failureSchema, jobStateSchema, metricLineSchema } from './run';

/** What a worker is busy with: a name for programs, the same in every language. */
export const phaseSchema = z.enum([
  'drawSample',
  'readData',
  'packData',
  'train',
  'findRate',
  'validate',
  'save',
  'evaluate',
  'explain',
  'check',
  'tryDevices',
  'download',
  'hash',
  'unpack',
  'checkData',
  'findCopies',
  'prepareVolumes',
  'review',
]);

export const progressEventSchema = z.object({
  type: z.literal('progress'),
  phase: phaseSchema,
  /** What is being done, in the student's words: "Packing", "Training". */
  text: z.string(),
  done: z.number().nonnegative(),
  total: z.number().positive(),
  unit: z.enum(['slices', 'steps', 'volumes', 'devices', 'checks', 'submissions', 'MB']),
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

/** How far a phase is, as the code that does the work tells it. */
export type Progress = Pick<ProgressEvent, 'phase' | 'text' | 'done' | 'total'> &
  Partial<Pick<ProgressEvent, 'unit'>>;
export type ProgressEvent = z.infer<typeof progressEventSchema>;
export type JobEvent = z.infer<typeof jobEventSchema>;
