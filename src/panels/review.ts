import * as z from 'zod';
import { findingSchema } from '../protocol/checkReport';
import { itemGradeSchema, rubricItemSchema, termsSchema } from '../protocol/grades';
import { questionSchema } from '../protocol/question';
import { classReviewSchema } from '../protocol/review';
import { checkpointSchema, runStateSchema, splitSchema } from '../protocol/run';
import { groupings } from '../review/alikeGroups';
import type { TypesOf } from './contract';

/**
 * What the review of a class and the extension say to each other. The page gets `class` and `grades`, first and whenever the folder
 * has changed. It shows what its tutor gives at once, and numbers what it tells: grades that are older than that are passed over.
 */

const saidSchema = <Value extends z.ZodType>(value: Value) => z.object({ tutor: z.string(), value });

/** What tutors have said of a submission. */
export const saidGradesSchema = z.object({
  /** By exercise and task, as in `3.2/baseline`; several where tutors disagree. */
  items: z.record(z.string(), z.array(saidSchema(itemGradeSchema))),
  terms: z.array(saidSchema(termsSchema)),
  /** Of other tutors. */
  notes: z.array(saidSchema(z.string())),
  /** Of the tutor who is here. */
  ownNotes: z.string(),
});

export const toReviewSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('class'),
    /** The reviewed folder. */
    root: z.string(),
    /** Who grades here. */
    tutor: z.string(),
    review: classReviewSchema,
  }),
  z.object({
    type: z.literal('grades'),
    /** Number of the last thing that the page has told and that is kept. */
    upTo: z.int().nonnegative(),
    /** By the ids of submissions; one that nobody has graded is left out. */
    submissions: z.record(z.string(), saidGradesSchema),
    /** By their ids. */
    rubric: z.record(z.string(), rubricItemSchema),
    /** In words, files that cannot be read. */
    lost: z.array(z.string()),
  }),
  /** There is no review to show, and why. */
  z.object({ type: z.literal('gone'), root: z.string(), text: z.string() }),
]);

/** Number of what the page tells, from 1 on. */
const numbered = { number: z.int().positive() };
const ofSubmission = { submission: z.string() };

export const gradeChangeSchema = z.object({
  ...ofSubmission,
  task: z.string(),
  /** What the tutor has seen; undefined: nothing. */
  before: itemGradeSchema.optional(),
  after: itemGradeSchema,
});

export const fromReviewSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('grade'), ...numbered, changes: z.array(gradeChangeSchema).min(1) }),
  z.object({ type: z.literal('terms'), ...numbered, ...ofSubmission, terms: termsSchema }),
  z.object({ type: z.literal('notes'), ...numbered, ...ofSubmission, text: z.string() }),
  /** Adds a rubric item, or changes the one with the id. */
  z.object({ type: z.literal('rubric'), ...numbered, id: z.string().optional(), item: rubricItemSchema }),
  z.object({
    type: z.literal('openFile'),
    ...ofSubmission,
    exercise: z.string(),
    file: z.string(),
    line: z.int().positive().optional(),
  }),
  /** Shows the sources of two submissions beside each other. @see passages */
  z.object({ type: z.literal('openAlike'), ...ofSubmission, place: z.int().nonnegative() }),
  z.object({ type: z.literal('showRun'), ...ofSubmission, run: z.string() }),
  z.object({
    type: z.literal('showEvaluation'),
    ...ofSubmission,
    run: z.string(),
    split: splitSchema,
    checkpoint: checkpointSchema,
  }),
  z.object({ type: z.literal('again') }),
]);

/** What a submission has to show for a task. */
export const taskMaterialSchema = z.object({
  ...ofSubmission,
  task: z.string(),
  file: z.string().optional(),
  /** What the student has written, told from what was handed out. */
  answer: z
    .object({ file: z.string(), lines: z.array(z.object({ text: z.string(), isOwn: z.boolean() })) })
    .optional(),
  faults: z.array(
    z.object({ id: z.string(), text: z.string(), findings: z.array(findingSchema.omit({ hints: true })) }),
  ),
  passed: z.int().nonnegative(),
});

export const submittedRunSchema = z.object({
  /** Its folder. */
  run: z.string(),
  name: z.string(),
  file: z.string(),
  createdAt: z.string(),
  state: runStateSchema,
  epochs: z.number().optional(),
  valLoss: z.number().optional(),
  valAccuracy: z.number().optional(),
  evaluations: z.array(
    z.object({ split: splitSchema, checkpoint: checkpointSchema, accuracy: z.number().optional() }),
  ),
});

const passageTextSchema = z.object({
  path: z.string(),
  from: z.int().positive(),
  to: z.int().positive(),
  text: z.string(),
});

/** Questions about the student's own model, of one of its files. */
export const oralQuestionsSchema = z.object({
  file: z.string(),
  seed: z.int().nonnegative(),
  questions: z.array(questionSchema),
});

export const reviewStateSchema = z.object({
  version: z.literal(1),
  root: z.string(),
  view: z.enum(['class', 'student', 'question']),
  submission: z.string().optional(),
  task: z.string().optional(),
  hidesNames: z.boolean(),
  grouping: z.enum(groupings).optional(),
  order: z.object({ column: z.string(), descending: z.boolean() }),
});

export const reviewPanel = {
  toPage: toReviewSchema,
  fromPage: fromReviewSchema,
  questions: {
    /** Of one task of all submissions, or of all tasks of one. */
    material: {
      question: z.object({ submission: z.string().optional(), task: z.string().optional() }),
      answer: z.array(taskMaterialSchema),
    },
    runs: { question: z.object(ofSubmission), answer: z.array(submittedRunSchema) },
    /** The passages that two submissions share, of one entry of the review's `likeness.sources`. */
    passages: {
      question: z.object({ place: z.int().nonnegative() }),
      answer: z.array(z.object({ one: passageTextSchema, other: passageTextSchema })),
    },
    /** Questions for the oral part; the student's code is run for them, contained. */
    oral: {
      question: z.object({ ...ofSubmission, exercise: z.string() }),
      answer: z.array(oralQuestionsSchema),
    },
  },
  state: reviewStateSchema,
};

export { commentKindSchema } from '../protocol/grades';
export type { CommentKind, ItemGrade, RubricItem, Terms } from '../protocol/grades';
export type { ClaimedFigures, ClassReview, ReviewedSubmission } from '../protocol/review';
export { stateText } from '../protocol/runState';
export type Comment = z.infer<typeof itemGradeSchema>['comments'][number];
export type SaidGrades = z.infer<typeof saidGradesSchema>;
export type TaskMaterial = z.infer<typeof taskMaterialSchema>;
export type SubmittedRun = z.infer<typeof submittedRunSchema>;
export type OralQuestions = z.infer<typeof oralQuestionsSchema>;
export type ToReview = z.infer<typeof toReviewSchema>;
export type FromReview = z.infer<typeof fromReviewSchema>;
export type ReviewState = z.infer<typeof reviewStateSchema>;

export type ReviewPanel = TypesOf<typeof reviewPanel>;
