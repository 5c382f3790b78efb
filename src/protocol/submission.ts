import * as z from 'zod';

const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/);

/** A file of a submission. */
export const submittedFileSchema = z.object({
  /** Inside the archive, with forward slashes. */
  path: z.string().min(1),
  bytes: z.number().int().nonnegative(),
  sha256: sha256Schema,
});

/** A run that a submission holds, in `runs/<id>/`. */
export const submittedRunSchema = z.object({
  id: z.string().min(1),
  /** Id of the exercise whose file it has trained. */
  exercise: z.string(),
  /** The file, relative to the exercise's folder. */
  file: z.string(),
  /** Whether its weights are there, too. */
  hasWeights: z.boolean().default(false),
});

/** A report that is about the files of a submission as they are in it. */
export const submittedReportSchema = z.object({
  /** Id of the exercise. */
  exercise: z.string(),
  /** Of files, runs, course, program and language, as in `results/<key>.json` of a review. */
  key: z.string(),
});

export const commitSchema = z.string().regex(/^[0-9a-f]{7,64}$/);

/** `submission.json` in a submission: what the archive holds, as it was when it was made. */
export const submissionSchema = z.object({
  version: z.literal(1),
  /** Id of the chapter. */
  chapter: z.string(),
  /** BCP 47 tag of the language that the student works in. */
  language: z.string(),
  createdAt: z.iso.datetime(),
  /** Version of LiTS Lab. */
  program: z.string(),
  /** Only where the student has given it. */
  student: z.string().optional(),
  /** All files but this one, by their paths. */
  files: z.array(submittedFileSchema),
  runs: z.array(submittedRunSchema).default([]),
  /** Reports on the files as they are here: the name that a review gives to a report on the same content. */
  reports: z.array(submittedReportSchema).default([]),
  /** The commit that it was made from, where that was said. */
  commit: commitSchema.optional(),
});

/** Places inside a submission. */
export const submissionFiles = {
  manifest: 'submission.json',
  /** Holds a report for each exercise, such as `3.2.json`. */
  reports: 'reports',
  /** Holds a folder for each run. */
  runs: 'runs',
} as const;

export type SubmittedFile = z.infer<typeof submittedFileSchema>;
export type Submission = z.infer<typeof submissionSchema>;
