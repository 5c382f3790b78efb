import * as z from 'zod';
import { deviceIdSchema } from '../devices';
import { givenSettingsSchema } from '../givenSettings';

/** From one point that a run can be resumed from to the next; default: as often as costs little. */
const checkpointSeconds = z.number().nonnegative().optional();

/** Settings that `lits` has options of their own for. */
export const plainSettingsSchema = z.object({
  epochs: z.number().int().positive().optional(),
  batchSize: z.number().int().positive().optional(),
  seed: z.number().int().nonnegative().optional(),
});

/** Trains the model of a student's file. */
export const trainJobSchema = z.object({
  file: z.string(),
  /** `Clean_LiTS` folder. */
  data: z.string(),
  /** Folder for the new run; its last part is the run's id. */
  runDir: z.string(),
  /** Come before those of the file. */
  settings: givenSettingsSchema.optional(),
  /** Trains the program that was recorded in `runDir` with this hash, instead of what `file` holds now. */
  codeHash: z.string().optional(),
  maxSteps: z.number().int().positive().optional(),
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
  checkpointSeconds,
  /** Also writes an event file for TensorBoard into the run's folder. */
  tensorboard: z.boolean().optional(),
});

/** Records the program of a student's file, to be trained later. */
export const recordJobSchema = z.object({
  file: z.string(),
  /** Where it is recorded. */
  folder: z.string(),
});

export const recordedProgramSchema = z.object({
  /** SHA-256 of the bundled code. */
  codeHash: z.string(),
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
  settings: true,
  device: true,
  threads: true,
});

export type FindRateJob = z.infer<typeof findRateJobSchema>;
export type RecordJob = z.infer<typeof recordJobSchema>;
export type RecordedProgram = z.infer<typeof recordedProgramSchema>;
export type TrainJob = z.infer<typeof trainJobSchema>;
export type ResumeJob = z.infer<typeof resumeJobSchema>;
