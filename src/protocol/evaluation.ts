import * as z from 'zod';
import { dataDoubtSchema } from './dataSet';
import { checkpointSchema, predictionSchema, splitSchema } from './run';

/**
 * What a run's evaluations leave in its folder: `evaluations/<split>-<checkpoint>.json` (Evaluation), the latest of each
 * pair, and `evaluations/log.jsonl` (one EvaluationLine a line), all there ever were.
 */

export type { ClassFigures, Figures, Interval, Metrics } from './figures';

/** Figures of one class, or their mean over all classes. `undefinable` is the schema of figures that can be undefined. */
const ofClass = <T extends z.ZodType, Undefinable extends z.ZodType>(figure: T, undefinable: Undefinable) =>
  z.object({
    precision: figure,
    recall: figure,
    f1: figure,
    averagePrecision: figure,
    rocAuc: undefinable,
  });

const ofAllClasses = <T extends z.ZodType, Undefinable extends z.ZodType, OfClass extends z.ZodType>(
  figure: T,
  undefinable: Undefinable,
  ofEach: OfClass,
) =>
  z.object({
    accuracy: figure,
    balancedAccuracy: figure,
    majorityBaseline: figure,
    logLoss: figure,
    brierScore: figure,
    expectedCalibrationError: figure,
    matthewsCorrelation: figure,
    cohenKappa: undefinable,
    macro: ofEach,
    micro: ofEach,
    weighted: ofEach,
    classes: z.array(ofEach),
  });

const undefinable = z.number().nullable();
export const classFiguresSchema = ofClass(z.number(), undefinable);
export const figuresSchema = ofAllClasses(z.number(), undefinable, classFiguresSchema);

/** A 95 % interval; null where a figure cannot be told in most resamples. */
export const intervalSchema = z.object({ low: z.number(), high: z.number() }).nullable();
export const classIntervalsSchema = ofClass(intervalSchema, intervalSchema);
export const intervalsSchema = ofAllClasses(intervalSchema, intervalSchema, classIntervalsSchema);

export const metricsSchema = z.object({
  /** Rows are the truth, columns the prediction (scikit-learn's convention). */
  confusion: z.array(z.array(z.number().int().nonnegative())),
  figures: figuresSchema,
  /** By bootstrap over volumes; null for a single volume. */
  intervals: intervalsSchema.nullable(),
});

/** Where figures come from; shown with every one of them. */
export const provenanceSchema = z.object({
  /** Id and name of the run. */
  run: z.string(),
  name: z.string(),
  split: splitSchema,
  checkpoint: checkpointSchema,
  /** Epoch after which the weights were saved; null when it is not known. */
  epoch: z.number().int().positive().nullable(),
  /** SHA-256 of the weights; null when it is not known. */
  weights: z.string().nullable(),
  slices: z.number().int().positive(),
  volumes: z.number().int().positive(),
  datasetFingerprint: z.string(),
  /** Name of its folder; missing in earlier evaluations. */
  datasetName: z.string().optional(),
  /** What is doubtful about how the data set is split; missing: nothing that is known. */
  doubts: z.array(dataDoubtSchema).optional(),
  createdAt: z.iso.datetime(),
});

/** `evaluations/<split>-<checkpoint>.json` */
export const evaluationSchema = z.object({
  version: z.literal(2),
  provenance: provenanceSchema,
  classNames: z.array(z.string()),
  /** Each slice counts. */
  bySlice: metricsSchema,
  /** Each volume counts once: its truth is the highest class among its slices (`poolVolumes`). */
  byVolume: metricsSchema,
  predictions: z.array(predictionSchema),
});

/** A line of `evaluations/log.jsonl`: an evaluation that somebody has seen. */
export const evaluationLineSchema = provenanceSchema.extend({
  version: z.literal(1),
  /** How far the run was: whether it went on to train afterwards can be told from it. */
  step: z.number().int().nonnegative(),
  accuracy: z.number(),
  balancedAccuracy: z.number(),
  logLoss: z.number(),
});

export type Provenance = z.infer<typeof provenanceSchema>;
export type Evaluation = z.infer<typeof evaluationSchema>;
export type EvaluationLine = z.infer<typeof evaluationLineSchema>;
