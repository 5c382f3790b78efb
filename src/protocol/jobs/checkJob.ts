import * as z from 'zod';
import { checkReportSchema } from '../checkReport';

/** Checks a student's work on an exercise. */
export const checkJobSchema = z.object({
  /** The exercise's folder in the course, with `exercise.json` and `checks.ts`. */
  exercise: z.string(),
  /** The student's folder of the exercise. */
  folder: z.string(),
  /** Folder of the student's runs, if there is one. */
  runs: z.string().optional(),
  /** Ids of the checks to run, or of rubric items whose checks to run, with all that they need; default: all. */
  only: z.object({ checks: z.array(z.string()), items: z.array(z.string()) }).optional(),
  /** File for the report. With `only`, results that are there already are kept for the other checks. */
  out: z.string().optional(),
  /** Threads for the numbers; default: one for each physical core. */
  threads: z.number().int().positive().optional(),
});

export const checkedSchema = z.object({
  report: checkReportSchema,
  /** How the student's code was kept from the machine. */
  containment: z.string(),
});

export type CheckJob = z.infer<typeof checkJobSchema>;
export type Checked = z.infer<typeof checkedSchema>;
