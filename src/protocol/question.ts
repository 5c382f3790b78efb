import * as z from 'zod';
import { placeSchema } from './checkReport';

/** How the loss of a run has gone, a number for each validation. */
export const curveSchema = z.object({
  name: z.string(),
  epochs: z.array(z.number()),
  loss: z.array(z.number()),
  valLoss: z.array(z.number()),
  valAccuracy: z.array(z.number()),
});

/** A question about a student's own model or runs. */
export const questionSchema = z.object({
  /** Its kind and what it is about, as in `shape:conv2d_2`: the same for the same question. */
  id: z.string(),
  /** What it is about, in a line. */
  about: z.string(),
  text: z.string(),
  choices: z
    .array(
      z.object({
        text: z.string(),
        /** Of a wrong choice: the mistake that leads to it. */
        mistake: z.string().optional(),
      }),
    )
    .min(3),
  /** Place of the right choice. */
  answer: z.int().nonnegative(),
  /** How to come to the answer, with the numbers of this model. */
  explanation: z.array(z.string()).min(1),
  /** Where the code asks for the layer. */
  at: placeSchema.optional(),
  /** Of questions about runs. */
  curves: z.array(curveSchema).optional(),
});

export type Curve = z.infer<typeof curveSchema>;
export type Question = z.infer<typeof questionSchema>;
