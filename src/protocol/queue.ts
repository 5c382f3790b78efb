import * as z from 'zod';
import { deviceIdSchema } from './devices';

/** `queued.json` in the folder of a training that waits for its turn, beside its recorded program. */
export const queuedTrainingSchema = z.object({
  version: z.literal(1),
  /** Absolute path of the student's training file. */
  file: z.string(),
  /** SHA-256 of the recorded program. */
  codeHash: z.string(),
  /** Data set folder. */
  data: z.string(),
  device: deviceIdSchema,
  threads: z.int().positive().optional(),
  tensorboard: z.boolean(),
  queuedAt: z.iso.datetime(),
});

/** `order.json` beside the folders of the trainings that wait. */
export const queueOrderSchema = z.object({
  version: z.literal(1),
  /** Names of folders, the next one first. */
  order: z.array(z.string()),
});

export type QueuedTraining = z.infer<typeof queuedTrainingSchema>;
