import * as z from 'zod';
import { checkReportSchema, itemResultSchema } from './checkReport';
import { exerciseStateSchema } from './exerciseState';
import { measuredSchema } from './jobs/measureJob';
import { checkpointSchema, splitSchema } from './run';

/** Points that the checks give, as measured and after they were rounded to steps. */
const pointsShape = {
  /** Rounded to steps, in the student's favour. */
  points: z.number().nonnegative(),
  /** As the checks measured them. */
  exact: z.number().nonnegative(),
  /** Most points, those included that only a tutor gives. */
  max: z.number().nonnegative(),
};

export const reviewedItemSchema = itemResultSchema
  .pick({ id: true, title: true, option: true, file: true, tutorPoints: true, status: true })
  .extend(pointsShape);

export const reviewedExerciseSchema = z.object({
  ...pointsShape,
  id: z.string(),
  state: exerciseStateSchema,
  /** Why it could not be checked. */
  why: z.string().optional(),
  items: z.array(reviewedItemSchema),
  /** Names the report, `results/<key>.json` beside this file. */
  key: z.string().optional(),
  /**
   * The report is the submission's own, and nothing was checked here. `matching`: it says that it is about exactly these files, by the same
   * course and program; `unverified`: it does not. Whoever can write the submission can write this, too.
   */
  claimed: z.enum(['matching', 'unverified']).optional(),
});

/**
 * What a tutor should know of a submission; never a verdict. `copy`: an exercise is there twice. `claim`: its own report gives
 * other points; `claimed`: its points are those of its own report. `edited`, `missing`, `added`: a file is other than its `submission.json` says. `stopped`: a check was stopped by the
 * student's code. `figures`: files of a run contradict each other. `alike`, `sameRun`: another submission has much of its code, or one of its runs. `leftOut`: a file was not looked at. `unreadable`: an archive or a file in it could not be read.
 */
export const remarkSchema = z.object({
  kind: z.enum([
    'copy',
    'claim',
    'claimed',
    'edited',
    'missing',
    'added',
    'stopped',
    'alike',
    'sameRun',
    'figures',
    'leftOut',
    'unreadable',
  ]),
  /** Id of the exercise that it is about. */
  exercise: z.string().optional(),
  text: z.string(),
});

/** `failed`: not all of it could be checked. `nothing`: no work on the chapter was found in it. `unreadable`: it could not be unpacked or read. */
export const submissionStateSchema = z.enum(['checked', 'failed', 'open', 'nothing', 'unreadable']);

/**
 * What an evaluation that was handed in says. `unverified`: nothing has measured it again. `confirmed`: its weights, which were handed in,
 * predict with the same accuracy. `contradicted`: they have another one, `measured`, or its own predictions have, `predicted`.
 */
export const claimedFiguresSchema = z.object({
  split: splitSchema,
  checkpoint: checkpointSchema,
  accuracy: z.number(),
  balancedAccuracy: z.number(),
  state: z.enum(['unverified', 'confirmed', 'contradicted']),
  predicted: z.number().optional(),
  measured: z.number().optional(),
  /** Why its weights could not be measured. */
  why: z.string().optional(),
});

/** A run that was handed in. */
export const reviewedRunSchema = z.object({
  /** Name of its folder. */
  id: z.string(),
  /** That the training took. */
  seconds: z.number().nonnegative().optional(),
  evaluations: z.array(claimedFiguresSchema).default([]),
});

export const reviewedSubmissionSchema = z.object({
  ...pointsShape,
  /** The same for the same path on every machine; other files about the submission are named after it. */
  id: z.string(),
  /** Where it lies below the reviewed folder, with forward slashes; an archive counts as a folder. */
  path: z.string(),
  /** The name in its `submission.json`, or else the one that its path suggests. */
  student: z.string(),
  state: submissionStateSchema,
  /** BCP 47 tag of the language that the student works in, by its `submission.json`. Missing in earlier reviews, as what follows. */
  language: z.string().optional(),
  /** When it was handed in, by its `submission.json`. */
  handedInAt: z.iso.datetime().optional(),
  /** The commit that it says to be made from. */
  commit: z.string().optional(),
  /** The runs in it, as they say of themselves. */
  runs: z.array(reviewedRunSchema).optional(),
  exercises: z.array(reviewedExerciseSchema),
  remarks: z.array(remarkSchema),
});

const passageSchema = z.object({
  path: z.string(),
  /** Lines, 1-based. */
  from: z.int().positive(),
  to: z.int().positive(),
});
const runOfSubmissionSchema = z.object({ submission: z.string(), run: z.string() });

/** What two submissions have in common that is neither the starter's nor much of the class's; ids of submissions. */
export const likenessSchema = z.object({
  sources: z.array(
    z.object({
      exercise: z.string(),
      one: z.string(),
      other: z.string(),
      /** Share of what is their own that both have, 0..1. */
      share: z.number().min(0).max(1),
      /** Fingerprints that both have. */
      count: z.int().positive(),
      /** Lines that say the same, whatever names and numbers are. */
      passages: z.array(z.object({ one: passageSchema, other: passageSchema })),
    }),
  ),
  runs: z.array(
    z.object({
      one: runOfSubmissionSchema,
      other: runOfSubmissionSchema,
      /** Steps with the same numbers. */
      steps: z.int().positive(),
      /** They also took the same times, which no two trainings do. */
      sameTimes: z.boolean(),
    }),
  ),
});

/** `.lits-review/class.json`: what the checks say of every submission in a folder. Written anew by each review. */
export const classReviewSchema = z.object({
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Version of LiTS Lab. */
  program: z.string(),
  chapter: z.object({ id: z.string(), title: z.string(), max: z.number().nonnegative() }),
  exercises: z.array(z.object({ id: z.string(), title: z.string(), max: z.number().nonnegative() })),
  /** Points are multiples of this; 0: they were not rounded. */
  step: z.number().nonnegative(),
  submissions: z.array(reviewedSubmissionSchema),
  /** Missing in earlier reviews. */
  likeness: likenessSchema.optional(),
});

/** `.lits-review/results/<key>.json`: what the checks say of work with exactly this content. The key is its file's name. */
export const keptReportSchema = z.object({
  version: z.literal(1),
  /** How the student's code was kept from the machine. */
  containment: z.string(),
  report: checkReportSchema,
});

/** `.lits-review/results/measured-<key>.json`: what handed-in weights predict. */
export const keptMeasuredSchema = z.object({ version: z.literal(1), measured: measuredSchema });

export type KeptReport = z.infer<typeof keptReportSchema>;
export type ReviewedItem = z.infer<typeof reviewedItemSchema>;
export type ReviewedExercise = z.infer<typeof reviewedExerciseSchema>;
export type Remark = z.infer<typeof remarkSchema>;
export type ClaimedFigures = z.infer<typeof claimedFiguresSchema>;
export type ReviewedRun = z.infer<typeof reviewedRunSchema>;
export type SubmissionState = z.infer<typeof submissionStateSchema>;
export type ReviewedSubmission = z.infer<typeof reviewedSubmissionSchema>;
export type Likeness = z.infer<typeof likenessSchema>;
export type ClassReview = z.infer<typeof classReviewSchema>;
