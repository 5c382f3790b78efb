import * as z from 'zod';

/** A step of a learning rate range test. */
export const ratePointSchema = z.object({
  learningRate: z.number().positive(),
  /** Of the step's batch. */
  loss: z.number(),
  smoothed: z.number(),
});

/** How the loss goes while the learning rate grows from step to step. */
export const rateTestSchema = z.object({
  /** As the run of a training records it. */
  optimizer: z.string(),
  points: z.array(ratePointSchema),
  /** Where the smoothed loss falls most steeply; missing where it never falls. */
  suggestion: z.number().positive().optional(),
  /** Why it ended: the loss had grown far above its lowest, or all steps were done. */
  ended: z.enum(['diverged', 'done']),
});

export type RatePoint = z.infer<typeof ratePointSchema>;
export type RateTest = z.infer<typeof rateTestSchema>;
