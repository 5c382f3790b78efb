import * as z from 'zod';
import { splitSchema } from '../run';

/** Measures anew what handed-in weights predict. The student's code runs contained, as when it is checked. */
export const measureJobSchema = z.object({
  /** The student's file. */
  file: z.string(),
  /** Of the code that the run says to have trained. */
  codeHash: z.string(),
  /** Folder with the weights. */
  checkpoint: z.string(),
  /** Folder of the data set. */
  data: z.string(),
  /** Of the data set that the run says to have been trained on. */
  dataFingerprint: z.string(),
  split: splitSchema,
  /** Threads for the numbers; default: one for each physical core. */
  threads: z.number().int().positive().optional(),
});

export const measuredSchema = z.object({
  slices: z.number().int().nonnegative(),
  accuracy: z.number(),
  balancedAccuracy: z.number(),
  /** SHA-256 of the weights. */
  weights: z.string(),
});

export type MeasureJob = z.infer<typeof measureJobSchema>;
export type Measured = z.infer<typeof measuredSchema>;
