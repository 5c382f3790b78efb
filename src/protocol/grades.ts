import * as z from 'zod';

/**
 * What tutors say of submissions. Each tutor writes files of their own in `.lits-review`, which two of them can share through a
 * network drive or Git: no file is ever written by two. What they say of the same thing is put together by `review/versions`.
 */

/** How many changes of each tutor, by their file's name, somebody had seen; their own one included. */
const clockSchema = z.record(z.string(), z.int().positive());

const versionOf = <Value extends z.ZodType>(value: Value) =>
  z.object({ value, clock: clockSchema, at: z.iso.datetime() });

export const commentKindSchema = z.enum(['essential', 'actionable', 'informative', 'celebratory']);

export const commentSchema = z.object({ kind: commentKindSchema, text: z.string().min(1) });

/** What a tutor gives for one task of a submission. */
export const itemGradeSchema = z.object({
  /** For the tutor's part; where there are none, those of the rubric items count. */
  points: z.number().optional(),
  /** Ids of the rubric items that apply. */
  rubric: z.array(z.string()).default([]),
  comments: z.array(commentSchema).default([]),
  /** Instead of what checks and tutor give together. */
  override: z.object({ points: z.number().nonnegative(), reason: z.string().min(1) }).optional(),
});

/** What holds for a submission as a whole. */
export const termsSchema = z.object({
  lateDays: z.number().nonnegative().default(0),
  /** Days that were granted beyond the deadline. */
  extensionDays: z.number().nonnegative().default(0),
  /** Points that are taken off the total. */
  deduction: z.number().nonnegative().default(0),
  reason: z.string().default(''),
});

/** `grades/<tutor>/<submission>.json`: one tutor on one submission. */
export const tutorGradesSchema = z.object({
  version: z.literal(1),
  tutor: z.string().min(1),
  /** Id of the submission. */
  submission: z.string(),
  /** By exercise and task, as in `3.2/baseline`. */
  items: z.record(z.string(), versionOf(itemGradeSchema)),
  terms: versionOf(termsSchema).optional(),
  /** Of the tutor, for tutors: it goes into nothing that a student gets. */
  notes: z.string().optional(),
});

export const rubricItemSchema = z.object({
  /** Exercise and task, as in `3.2/baseline`. */
  task: z.string(),
  text: z.string().min(1),
  /** Added to the tutor's points of the task; may be negative. */
  points: z.number(),
  /** It counts for nobody any more. What tutors gave by it alone is to be given again. */
  deleted: z.literal(true).optional(),
});

/** `rubric/<tutor>.json`: the rubric items that one tutor has made or changed, by their ids. */
export const tutorRubricSchema = z.object({
  version: z.literal(1),
  tutor: z.string().min(1),
  items: z.record(z.string(), versionOf(rubricItemSchema)),
});

export type Comment = z.infer<typeof commentSchema>;
export type CommentKind = z.infer<typeof commentKindSchema>;
export type ItemGrade = z.infer<typeof itemGradeSchema>;
export type Terms = z.infer<typeof termsSchema>;
export type TutorGrades = z.infer<typeof tutorGradesSchema>;
export type RubricItem = z.infer<typeof rubricItemSchema>;
export type TutorRubric = z.infer<typeof tutorRubricSchema>;
