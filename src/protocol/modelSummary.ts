import * as z from 'zod';
import { placeSchema } from './checkReport';

/** A side of the square of the picture that one number of a layer's output depends on, in pixels. */
const receptiveFieldSchema = z.union([z.number().int().positive(), z.enum(['whole-picture', 'unknown'])]);

/** What a convolution or a pool sees of its input at once, for rows and columns. */
export const layerWindowSchema = z.object({
  size: z.array(z.int().positive()).length(2),
  stride: z.array(z.int().positive()).length(2),
  dilation: z.array(z.int().positive()).length(2),
  padding: z.enum(['same', 'valid']),
});

export const layerSummarySchema = z.object({
  name: z.string(),
  /** Class of the layer, as TensorFlow.js names it. */
  kind: z.string(),
  /** What the layer takes, where that is one picture or vector, without the batch. */
  inputShape: z.array(z.number().nullable()).optional(),
  /** Output without the batch; null where a size is open. */
  shape: z.array(z.number().nullable()),
  parameters: z.number().int().nonnegative(),
  receptiveField: receptiveFieldSchema,
  /** How many pixels of the picture lie between what two neighbours of its output look at. */
  jump: z.number().positive(),
  window: layerWindowSchema.optional(),
  useBias: z.boolean().optional(),
  /** Names of the layers whose outputs it takes. */
  inputs: z.array(z.string()),
  /** Where the student's code asks for it, where that is known. */
  at: placeSchema.optional(),
});

/** A model, layer by layer. Each layer comes after the layers that it takes its input from. */
export const modelSummarySchema = z.object({
  layers: z.array(layerSummarySchema).max(5000),
  parameters: z.number().int().nonnegative(),
  trainable: z.number().int().nonnegative(),
});

export type LayerWindow = z.infer<typeof layerWindowSchema>;
export type LayerSummary = z.infer<typeof layerSummarySchema>;
export type ModelSummary = z.infer<typeof modelSummarySchema>;
