import * as z from 'zod';
import { bestValidationSchema, epochLineSchema, runStateSchema } from '../protocol/run';
import type { TypesOf } from './contract';

/** What the comparison of runs and the extension say to each other: `runs` first and whenever one changes, and the curves part by part. */

/** Numbers of 32 bits, little-endian, in base64: a long run is fifty thousand of them in each column. */
const columnSchema = z.base64();

export const comparedRunSchema = z.object({
  runDir: z.string(),
  /** Tells it from the others. */
  name: z.string(),
  /** That the run has recorded itself, where the student has given it another one. */
  recordedName: z.string().optional(),
  note: z.string().optional(),
  starred: z.boolean(),
  createdAt: z.string(),
  state: runStateSchema,
  best: bestValidationSchema.optional(),
  /** Steps of an epoch, as far as its settings tell. */
  stepsPerEpoch: z.number().positive().optional(),
  /** Of each setting that is not the same in all runs; null where this run does not have it. */
  values: z.array(z.string().nullable()),
  /** Its code is not that of the first run, and both were recorded. */
  codeDiffers: z.boolean(),
});

/** What an exercise compares: a run of each of its files, where there is one. */
export const exerciseComparisonSchema = z.object({
  /** Number and name of the exercise. */
  title: z.string(),
  /** Share of the validation slices that are of the most frequent class. Missing in earlier runs. */
  majority: z.number().min(0).max(1).optional(),
  /** There is a file for the student's written answers. */
  hasAnswers: z.boolean(),
  /** The first is what the others are held against. */
  files: z.array(
    z.object({
      file: z.string(),
      title: z.string(),
      runDir: z.string().optional(),
      /** The file is no more what the run was made from. */
      hasChanged: z.boolean(),
    }),
  ),
});

export const toComparisonSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('runs'),
    runDirs: z.array(z.string()),
    /** Those that are there. */
    runs: z.array(comparedRunSchema),
    /** Names of the settings that differ. */
    differences: z.array(z.string()),
  }),
  /** Comes after `runs`; without an exercise where the runs are not those that one compares. */
  z.object({ type: z.literal('exercise'), exercise: exerciseComparisonSchema.optional() }),
  z.object({
    type: z.literal('curve'),
    runDir: z.string(),
    /** What came of this run before counts no more. */
    fresh: z.boolean(),
    step: columnSchema,
    epoch: columnSchema,
    seconds: columnSchema,
    loss: columnSchema,
    accuracy: columnSchema,
    validations: z.array(epochLineSchema),
    /** Lines of the run that could not be read, so far. */
    damaged: z.number().int().nonnegative(),
  }),
]);

export const fromComparisonSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('addRuns') }),
  z.object({ type: z.literal('removeRun'), runDir: z.string() }),
  z.object({ type: z.literal('showMetrics'), runDir: z.string() }),
  /** The latest runs of the exercise's files instead of those that are compared. */
  z.object({ type: z.literal('chooseLatest') }),
  z.object({ type: z.literal('openAnswers') }),
  /** Opens a file of the exercise. */
  z.object({ type: z.literal('openFile'), file: z.string() }),
  z.object({ type: z.enum(['rename', 'note', 'star', 'delete']), runDir: z.string() }),
  z.object({ type: z.literal('export'), name: z.string(), format: z.enum(['csv', 'svg']), text: z.string() }),
  z.object({ type: z.literal('exportPicture'), name: z.string(), base64: z.base64() }),
  /** How the code of a run differs from that of the first. */
  z.object({ type: z.literal('showCode'), runDir: z.string() }),
]);

export const xAxes = ['step', 'epoch', 'time'] as const;

export const comparisonStateSchema = z.object({
  version: z.literal(1),
  runDirs: z.array(z.string()),
  hidden: z.array(z.string()),
  smoothing: z.number().min(0).max(0.99),
  x: z.enum(xAxes),
  /** Axes that are logarithmic. */
  logarithmic: z.object({ x: z.boolean(), loss: z.boolean(), accuracy: z.boolean() }),
  train: z.boolean(),
  validation: z.boolean(),
});

export { isActive, isBest, type BestValidation, type EpochLine } from '../protocol/run';
export { stateText } from '../protocol/runState';
export type XAxis = (typeof xAxes)[number];
export type ExerciseComparison = z.infer<typeof exerciseComparisonSchema>;
export type ComparedRun = z.infer<typeof comparedRunSchema>;
export type ToComparison = z.infer<typeof toComparisonSchema>;
export type FromComparison = z.infer<typeof fromComparisonSchema>;
export type ComparisonState = z.infer<typeof comparisonStateSchema>;

export const comparisonPanel = {
  toPage: toComparisonSchema,
  fromPage: fromComparisonSchema,
  questions: {},
  state: comparisonStateSchema,
};

export type ComparisonPanel = TypesOf<typeof comparisonPanel>;
