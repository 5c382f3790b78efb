import * as z from 'zod';
import { modelSummarySchema } from '../protocol/modelSummary';
import type { TypesOf } from './contract';

/** What the model view and the extension say to each other. The view gets one `snapshot`, first and whenever the model is built again. */

/** A shape that a task states. */
const statedShapeSchema = z.object({ title: z.string(), shape: z.array(z.number().int().positive()) });

const toModelViewSchema = z.object({
  type: z.literal('snapshot'),
  /** The student's file that builds the model; the panel keeps it so that it can be restored. */
  file: z.string(),
  summary: modelSummarySchema,
  stated: z.array(statedShapeSchema),
  /** Name of the layer that is to be seen. */
  shown: z.string().optional(),
});

const modelViewStateSchema = z.object({ version: z.literal(1), file: z.string() });

export type { ModelSummary } from '../protocol/modelSummary';
export type StatedShape = z.infer<typeof statedShapeSchema>;

export const modelPanel = {
  toPage: toModelViewSchema,
  fromPage: z.never(),
  questions: {},
  state: modelViewStateSchema,
};

export type ModelPanel = TypesOf<typeof modelPanel>;
