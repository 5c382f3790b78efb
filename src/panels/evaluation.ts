import * as z from 'zod';
import { evaluationSchema } from '../protocol/evaluation';
import { mostSlices } from '../protocol/jobs/dataJobs';
import { heatMapSchema } from '../protocol/jobs/evaluationJobs';
import { checkpointSchema, splitSchema } from '../protocol/run';
import type { TypesOf } from './contract';

/**
 * What the evaluation view and the extension say to each other. The view gets one full `snapshot`, first and after every change of
 * what is shown.
 */

const sideNumber = z.number().int().min(0).max(1);

/** Which evaluation of a run. */
export const evaluationKeySchema = z.object({ split: splitSchema, checkpoint: checkpointSchema });

/** One evaluation, or one of two beside each other. */
export const evaluationSideSchema = z.object({
  runDir: z.string(),
  evaluation: evaluationSchema,
  /** What a student may overlook, in words, the most important first. */
  remarks: z.array(z.string()),
  /** All evaluations that the run has. */
  choices: z.array(evaluationKeySchema),
});

/** A picture as the page shows it. */
const pictureSchema = z.string().startsWith('data:image/png;base64,');

/** A slice of the gallery. */
export const slicePictureSchema = z.object({
  /** The prediction's `file`. */
  file: z.string(),
  image: pictureSchema,
  /** Outlines of liver and lesion on nothing, as large as the image; undefined without masks. */
  outlines: pictureSchema.optional(),
});

export const toEvaluationViewSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    sides: z.array(evaluationSideSchema).min(1).max(2),
  }),
  /** There is nothing to show, and why. */
  z.object({ type: z.literal('gone'), text: z.string() }),
]);

export const fromEvaluationViewSchema = z.discriminatedUnion('type', [
  /** Another evaluation of the run on this side. */
  z.object({
    type: z.literal('choose'),
    side: sideNumber,
    which: evaluationKeySchema,
  }),
  /** A slice of this side, in the data browser. */
  z.object({ type: z.literal('showInVolume'), side: sideNumber, file: z.string() }),
  z.object({
    type: z.literal('export'),
    /** Name of the file without its ending. */
    name: z.string(),
    format: z.enum(['svg', 'csv']),
    text: z.string(),
  }),
  z.object({ type: z.literal('exportPicture'), name: z.string(), base64: z.base64() }),
  z.object({
    type: z.literal('exportPage'),
    name: z.string(),
    title: z.string(),
    /** Markup of the page's body, and its class. */
    body: z.string(),
    bodyClass: z.string(),
    /** Values of the theme's CSS variables. */
    variables: z.record(z.string(), z.string()),
  }),
]);

/** Slices of the data set that a side was measured on; without pictures where they cannot be had, and why. */
const picturesQuestion = {
  question: z.object({ side: sideNumber, files: z.array(z.string()).max(mostSlices) }),
  answer: z.object({ pictures: z.array(slicePictureSchema), problem: z.string().optional() }),
};

/** Where the model looked for a class on slices; of those it could not be told for there is none. */
const gradCamQuestion = {
  question: z.object({
    side: sideNumber,
    files: z.array(z.string()).min(1).max(mostSlices),
    class: z.number().int().nonnegative(),
  }),
  answer: z.object({ heatMaps: z.array(heatMapSchema) }),
};

/** What the view keeps across reloads (`vscode.setState`): where it stood, no data. */
export const evaluationViewStateSchema = z.object({
  version: z.literal(1),
  sides: z
    .array(z.object({ runDir: z.string(), which: evaluationKeySchema.optional() }))
    .min(1)
    .max(2),
  unit: z.enum(['slice', 'volume']),
  /** The cell of the confusion matrix whose slices are shown. */
  cell: z
    .object({
      side: sideNumber,
      truth: z.number().int().nonnegative(),
      predicted: z.number().int().nonnegative(),
    })
    .optional(),
});

export { areVolumesKnown, dataSetName } from '../protocol/dataSet';
export { mostSlices };
export type {
  ClassFigures,
  Evaluation,
  Figures,
  Interval,
  Metrics,
  Provenance,
} from '../protocol/evaluation';
export type { HeatMap } from '../protocol/jobs/evaluationJobs';
export type { Prediction } from '../protocol/run';
export type EvaluationKey = z.infer<typeof evaluationKeySchema>;
export type EvaluationSide = z.infer<typeof evaluationSideSchema>;
export type SlicePicture = z.infer<typeof slicePictureSchema>;
export type ToEvaluationView = z.infer<typeof toEvaluationViewSchema>;
export type FromEvaluationView = z.infer<typeof fromEvaluationViewSchema>;

export const evaluationPanel = {
  toPage: toEvaluationViewSchema,
  fromPage: fromEvaluationViewSchema,
  questions: { pictures: picturesQuestion, gradCam: gradCamQuestion },
  state: evaluationViewStateSchema,
};

export type EvaluationPanel = TypesOf<typeof evaluationPanel>;
