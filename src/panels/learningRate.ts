import * as z from 'zod';
import { rateTestSchema } from '../protocol/rateTest';
import type { TypesOf } from './contract';

/** What the page of a learning rate range test and the extension say to each other. The page gets a `snapshot`, first and with each new test. */

const shownTestSchema = z.object({
  /** The student's file that was tried. */
  file: z.string(),
  test: rateTestSchema,
});

export type { RatePoint } from '../protocol/rateTest';
export type ShownTest = z.infer<typeof shownTestSchema>;

export const learningRatePanel = {
  toPage: shownTestSchema.extend({ type: z.literal('snapshot') }),
  fromPage: z.discriminatedUnion('type', [
    /** Puts the suggestion into the clipboard, as a setting. */
    z.object({ type: z.literal('copy') }),
    /** Shows the student's file. */
    z.object({ type: z.literal('showFile') }),
  ]),
  questions: {},
  /** Nothing else has kept the test. */
  state: shownTestSchema.extend({ version: z.literal(1) }),
};

export type LearningRatePanel = TypesOf<typeof learningRatePanel>;
