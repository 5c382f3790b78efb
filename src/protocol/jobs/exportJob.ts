import * as z from 'zod';
import { checkpointSchema } from '../run';

/** Writes a run's model as a file for other tools: a file of ONNX, or a folder of TensorFlow.js' own layers format. */
export const exportJobSchema = z.object({
  runDir: z.string(),
  checkpoint: checkpointSchema,
  format: z.enum(['onnx', 'tfjs']),
  /** Path of the new file, which may replace another, or of the new folder, which must not exist. */
  out: z.string(),
});

export const exportResultSchema = z.object({
  format: exportJobSchema.shape.format,
  path: z.string(),
  bytes: z.number().int().nonnegative(),
});

export type ExportJob = z.infer<typeof exportJobSchema>;
export type ExportResult = z.infer<typeof exportResultSchema>;
