import * as z from 'zod';
import { deviceIdSchema } from '../devices';

/** Trains the model of a student's file. */
export const trainJobSchema = z.object({
  file: z.string(),
  /** `Clean_LiTS` folder. */
  data: z.string(),
  /** Folder for the new run; its last part is the run's id. */
  runDir: z.string(),
  epochs: z.number().int().positive().optional(),
  batchSize: z.number().int().positive().optional(),
  maxSteps: z.number().int().positive().optional(),
  seed: z.number().int().nonnegative().optional(),
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
});

export type TrainJob = z.infer<typeof trainJobSchema>;
