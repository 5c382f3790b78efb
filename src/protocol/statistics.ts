import * as z from 'zod';

/** What a class has found hard. Nothing in it is about a single student. */

const shareSchema = z.number().min(0).max(1);

/** A summary of numbers; the quantiles are those of type 7 (Hyndman and Fan 1996), as in R and NumPy. */
export const summarySchema = z.object({
  count: z.int().positive(),
  mean: z.number(),
  least: z.number(),
  lowerQuartile: z.number(),
  median: z.number(),
  upperQuartile: z.number(),
  most: z.number(),
});

export const classStatisticsSchema = z.object({
  version: z.literal(1),
  /** When the class was reviewed. */
  createdAt: z.iso.datetime(),
  submissions: z.int().nonnegative(),
  /** Those whose exercises were all checked; the other ones are in nothing below. */
  checked: z.int().nonnegative(),
  /** Of these, those that tutors have graded to the end. */
  graded: z.int().nonnegative(),
  max: z.number().nonnegative(),
  /** Totals, with what tutors gave; missing where nobody was checked. */
  totals: summarySchema.optional(),
  /** How many totals lie from `from` up to, but not at `to`; the last range holds its end, too. */
  distribution: z.array(z.object({ from: z.number(), to: z.number(), count: z.int().nonnegative() })),
  /** By the share of their points that the class has, the hardest first. Of options, only what students have chosen counts. */
  tasks: z.array(
    z.object({
      task: z.string(),
      title: z.string(),
      max: z.number().positive(),
      /** Submissions that have work on it. */
      count: z.int().positive(),
      /** Mean of points over most points. */
      share: shareSchema,
      /** Submissions with all its points, and with none. */
      full: z.int().nonnegative(),
      none: z.int().nonnegative(),
    }),
  ),
  /** Checks that have something against the work of somebody, the hardest first. */
  checks: z.array(
    z.object({
      /** Task and check. */
      task: z.string(),
      check: z.string(),
      title: z.string(),
      /** Submissions that it has looked at, and those that it has something against. */
      count: z.int().positive(),
      failed: z.int().positive(),
      share: shareSchema,
    }),
  ),
  /** What checks say most often, the most common first: submissions that are told so. */
  findings: z.array(z.object({ task: z.string(), text: z.string(), count: z.int().positive() })),
  /**
   * Seconds that the trainings took whose runs are in a submission, together. It is the time of the machine, and only of the runs that were
   * handed in: how long students worked is not known.
   */
  trainingSeconds: summarySchema.optional(),
});

export type Summary = z.infer<typeof summarySchema>;
export type ClassStatistics = z.infer<typeof classStatisticsSchema>;
