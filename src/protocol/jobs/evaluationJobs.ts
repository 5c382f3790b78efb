import * as z from 'zod';
import { deviceIdSchema } from '../devices';
import { checkpointSchema, splitSchema } from '../run';
import { mostSlices } from './dataJobs';

/** Measures a run's model on a split. */
export const evaluateJobSchema = z.object({
  runDir: z.string(),
  split: splitSchema,
  checkpoint: checkpointSchema,
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
});

/** Shows where a run's model looks on slices of a split (Grad-CAM). */
export const explainJobSchema = z.object({
  runDir: z.string(),
  split: splitSchema,
  checkpoint: checkpointSchema,
  /** The slices, as predictions name them. */
  files: z.array(z.string()).min(1).max(mostSlices),
  /** The class to look for; each slice's predicted one when left out. */
  class: z.number().int().nonnegative().optional(),
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
});

/** Where a model looks on a slice: `height` x `width` values from 0 to 1, row by row, to be stretched over the picture. */
export const heatMapSchema = z.object({
  file: z.string(),
  /** The class that speaks. */
  class: z.number().int().nonnegative(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  values: z.array(z.number().min(0).max(1)),
});

export type EvaluateJob = z.infer<typeof evaluateJobSchema>;
export type ExplainJob = z.infer<typeof explainJobSchema>;
export type HeatMap = z.infer<typeof heatMapSchema>;
