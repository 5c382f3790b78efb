import * as z from 'zod';
import {
  inputKindSchema,
  listedSlicesSchema,
  pipelineSchema,
  savedViewSchema,
  studentPipelineSchema,
} from '../protocol/augmentation';
import { splitSchema } from '../protocol/run';
import type { TypesOf } from './contract';

/**
 * What the augmentation laboratory and the extension say to each other. The laboratory gets one full `snapshot` first. It then asks
 * for the slices that it shows, and transforms them itself.
 */

const placeSchema = z.object({ split: splitSchema, index: z.number().int().nonnegative() });

export const toLaboratorySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    slices: listedSlicesSchema,
    /** The student's file, whose pipeline is shown. */
    file: z.string().optional(),
    /** Data set folder; with `file`, what the panel is restored from. */
    data: z.string(),
  }),
  z.object({
    type: z.literal('pipeline'),
    pipeline: studentPipelineSchema,
    /** The student asked to see it, in place of what was built by clicking. */
    isAsked: z.boolean(),
  }),
  /** A view that was saved as evidence is to be seen again. */
  z.object({ type: z.literal('view'), view: savedViewSchema }),
  z.object({ type: z.literal('gone'), text: z.string() }),
]);

export const fromLaboratorySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('readAgain') }),
  /** The slice, in the data browser. */
  z.object({ type: z.literal('showInVolume'), place: placeSchema }),
  z.object({ type: z.literal('copy'), code: z.string() }),
  /** The expression, and the names that it needs from `lits`. */
  z.object({ type: z.literal('insert'), code: z.string(), names: z.array(z.string()) }),
]);

const sliceQuestion = {
  question: placeSchema,
  answer: z.object({
    /** Base64 of 256 x 256 bytes, row by row. */
    pixels: z.string(),
    /** Base64 of pictures that are over 0 where the organ is. */
    liver: z.string().optional(),
    lesion: z.string().optional(),
  }),
};

/** Saves a view as evidence; the answer is the name that it got. */
const saveQuestion = {
  question: z.object({ view: savedViewSchema }),
  answer: z.object({ name: z.string() }),
};

/** What the laboratory keeps across reloads (`vscode.setState`). */
export const laboratoryStateSchema = placeSchema.extend({
  version: z.literal(1),
  data: z.string(),
  file: z.string().optional(),
  pipeline: z.array(pipelineSchema),
  /** The student has changed it by clicking. */
  isOwn: z.boolean().default(true),
  input: inputKindSchema,
  seed: z.number().int().nonnegative(),
  masks: z.boolean(),
});

export type {
  Changes,
  InputKind,
  ListedSlice,
  ListedSlices,
  SavedView,
  StudentPipeline,
} from '../protocol/augmentation';
export type SlicePlace = z.infer<typeof placeSchema>;
export type ToLaboratory = z.infer<typeof toLaboratorySchema>;
export type FromLaboratory = z.infer<typeof fromLaboratorySchema>;
export type SliceAnswer = z.infer<typeof sliceQuestion.answer>;

export const laboratoryPanel = {
  toPage: toLaboratorySchema,
  fromPage: fromLaboratorySchema,
  questions: { slice: sliceQuestion, save: saveQuestion },
  state: laboratoryStateSchema,
};

export type LaboratoryPanel = TypesOf<typeof laboratoryPanel>;
