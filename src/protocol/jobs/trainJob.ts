import * as z from 'zod';
import { deviceIdSchema } from '../devices';

/** From one point that a run can be resumed from to the next; default: as often as costs little. */
const checkpointSeconds = z.number().nonnegative().optional();

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
  checkpointSeconds,
  /** Also writes an event file for TensorBoard into the run's folder. */
  tensorboard: z.boolean().optional(),
});

/** Goes on with a training that was stopped or killed. */
export const resumeJobSchema = z.object({
  runDir: z.string(),
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
  checkpointSeconds,
});

/** Trains a while with a growing learning rate; nothing is kept of it. */
export const findRateJobSchema = trainJobSchema.pick({
  file: true,
  data: true,
  seed: true,
  device: true,
  threads: true,
});

export type FindRateJob = z.infer<typeof findRateJobSchema>;
export type TrainJob = z.infer<typeof trainJobSchema>;
export type ResumeJob = z.infer<typeof resumeJobSchema>;
