import * as z from 'zod';
import { classIndexSchema, splitSchema } from './run';

/** Pipelines of transforms, and what they did to slices, as they pass between processes and lie in files. */

const parameterSchema = z.union([
  z.number(),
  z.string(),
  z.boolean(),
  z.array(z.number()).readonly(),
  z.array(z.array(z.number()).readonly()).readonly(),
]);

export interface PipelineDescription {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, z.infer<typeof parameterSchema>>> | undefined;
  readonly transforms?: readonly PipelineDescription[] | undefined;
  readonly custom?: true | undefined;
}

/** A transform with its parameters and, where it is a container, its parts. */
export const pipelineSchema: z.ZodType<PipelineDescription> = z.object({
  name: z.string(),
  parameters: z.record(z.string(), parameterSchema).optional(),
  get transforms() {
    return z.array(pipelineSchema).optional();
  },
  custom: z.literal(true).optional(),
});

/** What a student's file makes: a pipeline as data; one with code of the student's in it; a function; or nothing. */
export const studentPipelineSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('description'), file: z.string(), description: pipelineSchema }),
  z.object({ kind: z.literal('custom'), file: z.string(), description: pipelineSchema }),
  z.object({ kind: z.literal('function'), file: z.string() }),
  z.object({ kind: z.literal('none'), file: z.string() }),
]);

export const listedSliceSchema = z.object({
  patient: z.string(),
  slice: z.number().int().nonnegative(),
  label: classIndexSchema,
  /** Files of its masks, inside the split's folder. */
  liver: z.string().optional(),
  lesion: z.string().optional(),
});

/** By split, in the order of the packed slices. */
export const listedSlicesSchema = z.record(splitSchema, z.array(listedSliceSchema));

const shareSchema = z.number().min(0).max(1);

/** Where an organ is: its share of the picture, and its centre as shares of width and height. */
export const regionSchema = z.object({ share: shareSchema, x: shareSchema, y: shareSchema });

/** What a pipeline did to one slice, measured. Intensities are shares of white. */
export const changesSchema = z.object({
  /** [height, width] in pixels. */
  before: z.object({ size: z.tuple([z.number(), z.number()]), mean: z.number(), levels: z.number() }),
  after: z.object({ size: z.tuple([z.number(), z.number()]), mean: z.number(), levels: z.number() }),
  /** Share of pixels that differ; null where the sizes do. */
  changed: shareSchema.nullable(),
  /** Correlation of the two pictures, -1..1; null where it is undefined. */
  correlation: z.number().nullable(),
  /** Share of pixels that became black or white by being cut off. */
  clipped: shareSchema,
  /** Share of pixels below black or above white, and share of pixels that are not a number. */
  outside: shareSchema,
  invalid: shareSchema,
  /** Share of the new picture that shows nothing of the slice. */
  empty: shareSchema,
  /** Before and after; null where there is none. Absent without a mask. */
  liver: z.tuple([regionSchema.nullable(), regionSchema.nullable()]).optional(),
  lesion: z.tuple([regionSchema.nullable(), regionSchema.nullable()]).optional(),
});

/** Where pictures begin: as training has them, or as bytes. */
export const inputKindSchema = z.enum(['float', 'uint8']);

/** One view of the laboratory, saved as evidence. It holds no picture. */
export const savedViewSchema = z.object({
  pipeline: z.array(pipelineSchema),
  input: inputKindSchema,
  slice: listedSliceSchema.pick({ patient: true, slice: true, label: true }).extend({ split: splitSchema }),
  seed: z.number().int().nonnegative(),
  /** One for each of the samples that were shown. */
  samples: z.array(z.union([changesSchema, z.object({ problem: z.string() })])).min(1),
});

/** `evidence.json` of an exercise: saved views by name. */
export const savedViewsSchema = z.record(z.string(), savedViewSchema);

export type StudentPipeline = z.infer<typeof studentPipelineSchema>;
export type ListedSlice = z.infer<typeof listedSliceSchema>;
export type ListedSlices = z.infer<typeof listedSlicesSchema>;
export type Region = z.infer<typeof regionSchema>;
export type Changes = z.infer<typeof changesSchema>;
export type InputKind = z.infer<typeof inputKindSchema>;
export type SavedView = z.infer<typeof savedViewSchema>;
