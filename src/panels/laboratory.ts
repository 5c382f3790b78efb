import * as z from 'zod';
import {
  inputKindSchema,
  listedSlicesSchema,
  pipelineSchema,
  savedViewSchema,
  studentPipelineSchema,
} from '../protocol/augmentation';
import { splitSchema } from '../protocol/run';

/**
 * Messages between the augmentation laboratory (a webview) and the extension.
 *
 * The laboratory says `ready` each time its page has loaded: first, after a window reload, and whenever it becomes visible again.
 * The answer is one full `snapshot`. It then asks for the slices that it shows, and transforms them itself.
 */

/** Texts of the laboratory; the extension localizes them. `{0}`, `{1}`, … are filled by the laboratory. */
export const laboratoryTextKeys = [
  'add',
  'addHelp',
  'addInside',
  'brightness',
  'class0',
  'class1',
  'class2',
  'clipped',
  'copyCode',
  'customPipeline',
  'difference',
  'differenceHelp',
  'empty',
  'emptyPipeline',
  'evidenceHelp',
  'failed',
  'findingBrightness',
  'findingClamps',
  'findingClampsAfter',
  'findingColour',
  'findings',
  'findingUndone',
  'functionPipeline',
  'high',
  'histogram',
  'histogramHelp',
  'input',
  'inputFloat',
  'inputUint8',
  'insertCode',
  'invalid',
  'inverted',
  'lesion',
  'lesionLost',
  'lesionSmaller',
  'levels',
  'liver',
  'liverLost',
  'liverSmaller',
  'low',
  'matrix',
  'moveDown',
  'moveUp',
  'newSeed',
  'noMask',
  'noPipeline',
  'none',
  'original',
  'outside',
  'patient',
  'pipeline',
  'pipelineFrom',
  'readAgain',
  'remove',
  'sample',
  'samples',
  'saveView',
  'saved',
  'seed',
  'showMask',
  'sideSwapped',
  'size',
  'slice',
  'sliceOf',
  'split',
  'time',
  'title',
  'unchanged',
  'unchangedChance',
  'unchangedColour',
  'upsideDown',
  'use',
  'value',
  'waiting',
  'weightLoss',
  'weightNote',
  'weightWrong',
  'whatChanged',
] as const;

export const laboratoryTextsSchema = z.record(z.enum(laboratoryTextKeys), z.string());

const placeSchema = z.object({ split: splitSchema, index: z.number().int().nonnegative() });

export const toLaboratorySchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    texts: laboratoryTextsSchema,
    /** BCP 47 tag for numbers. */
    locale: z.string(),
    slices: listedSlicesSchema,
    /** The student's file, whose pipeline is shown. */
    file: z.string().optional(),
    /** Data set folder; with `file`, what the panel is restored from. */
    data: z.string(),
  }),
  placeSchema.extend({
    type: z.literal('slice'),
    /** Base64 of 256 x 256 bytes, row by row. */
    pixels: z.string(),
    /** Base64 of pictures that are over 0 where the organ is. */
    liver: z.string().optional(),
    lesion: z.string().optional(),
  }),
  z.object({
    type: z.literal('pipeline'),
    pipeline: studentPipelineSchema,
    /** The student asked to see it, in place of what was built by clicking. */
    isAsked: z.boolean(),
  }),
  z.object({ type: z.literal('saved'), name: z.string() }),
  z.object({ type: z.literal('gone'), text: z.string() }),
]);

export const fromLaboratorySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  placeSchema.extend({ type: z.literal('slice') }),
  z.object({ type: z.literal('readAgain') }),
  z.object({ type: z.literal('copy'), code: z.string() }),
  /** The expression, and the names that it needs from `lits`. */
  z.object({ type: z.literal('insert'), code: z.string(), names: z.array(z.string()) }),
  z.object({ type: z.literal('save'), view: savedViewSchema }),
]);

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

export type LaboratoryTexts = z.infer<typeof laboratoryTextsSchema>;
export type SlicePlace = z.infer<typeof placeSchema>;
export type ToLaboratory = z.infer<typeof toLaboratorySchema>;
export type FromLaboratory = z.infer<typeof fromLaboratorySchema>;
export type LaboratoryState = z.infer<typeof laboratoryStateSchema>;
