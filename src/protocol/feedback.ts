import * as z from 'zod';
import { findingSchema } from './checkReport';
import { exerciseStateSchema } from './exerciseState';
import { commentSchema } from './grades';

/** What a student is told of a submission. Nothing in it is about anybody else, and nothing that tutors keep for themselves. */

/** What a check has against the work, in the student's language. */
export const feedbackFindingSchema = findingSchema.extend({
  /** What is wrong, in a few words. */
  headline: z.string(),
});

export const feedbackTaskSchema = z.object({
  /** Exercise and task, as in `3.2/baseline`. */
  task: z.string(),
  title: z.string(),
  file: z.string(),
  /** `open`: tutors have still to grade it. `notCounted`: another option of the exercise brings more, or it was not begun. */
  state: z.enum(['done', 'open', 'notCounted']),
  points: z.number().nonnegative(),
  max: z.number().nonnegative(),
  /** Parts of the points, unless they are overridden: those of the checks and of the tutor. */
  checks: z.number().nonnegative(),
  tutor: z.number().nonnegative(),
  /** Most points of a tutor. */
  tutorMax: z.number().nonnegative(),
  /** Points in place of those of checks and tutor. */
  override: z.object({ points: z.number().nonnegative(), reason: z.string() }).optional(),
  rubric: z.array(z.object({ text: z.string(), points: z.number() })),
  comments: z.array(commentSchema),
  /** Checks that have nothing against it, of all that looked at it. */
  passed: z.int().nonnegative(),
  checked: z.int().nonnegative(),
  findings: z.array(feedbackFindingSchema),
});

export const feedbackExerciseSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: exerciseStateSchema,
  points: z.number().nonnegative(),
  max: z.number().nonnegative(),
  tasks: z.array(feedbackTaskSchema),
});

export const feedbackSchema = z.object({
  version: z.literal(1),
  /** Id of the submission. */
  submission: z.string(),
  student: z.string(),
  /** BCP 47 tag of the language that it speaks. */
  language: z.string(),
  chapter: z.string(),
  handedInAt: z.iso.datetime().optional(),
  /** Whether nothing is left to be checked or graded. */
  isFinal: z.boolean(),
  points: z.number().nonnegative(),
  max: z.number().nonnegative(),
  lateDays: z.number().nonnegative(),
  extensionDays: z.number().nonnegative(),
  deduction: z.number().nonnegative(),
  reason: z.string(),
  exercises: z.array(feedbackExerciseSchema),
});

export type FeedbackFinding = z.infer<typeof feedbackFindingSchema>;
export type FeedbackTask = z.infer<typeof feedbackTaskSchema>;
export type FeedbackExercise = z.infer<typeof feedbackExerciseSchema>;
export type Feedback = z.infer<typeof feedbackSchema>;
