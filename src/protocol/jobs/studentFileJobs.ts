import * as z from 'zod';

/** Says what a student's model is made of. */
export const summarizeJobSchema = z.object({ file: z.string() });

/** Runs a student's file to see which pipeline of transforms it makes. */
export const pipelineJobSchema = z.object({ file: z.string() });
