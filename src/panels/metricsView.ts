import * as z from 'zod';
import { evaluationLineSchema } from '../protocol/evaluation';
import type { TypesOf } from './contract';
import { toDashboardSchema } from './dashboard';
import { evaluationKeySchema } from './evaluation';

/**
 * What the Metrics view in the side bar and the extension say to each other. It is told of a run as the Metrics panel is, and
 * then of the run's last evaluation.
 */
export const toMetricsViewSchema = z.discriminatedUnion('type', [
  ...toDashboardSchema.options,
  /** The last evaluation of a run, where it has one. */
  z.object({
    type: z.literal('evaluation'),
    runDir: z.string(),
    evaluation: evaluationLineSchema.optional(),
    /** Missing where the evaluation's file cannot be read. */
    matrix: z
      .object({
        classNames: z.array(z.string()),
        /** Rows are the truth, columns the prediction. */
        confusion: z.array(z.array(z.number().int().nonnegative())),
      })
      .optional(),
  }),
  /** There is no run. */
  z.object({ type: z.literal('empty') }),
]);

export const fromMetricsViewSchema = z.discriminatedUnion('type', [
  /** The whole of the run, in the Metrics panel. */
  z.object({ type: z.literal('showMetrics') }),
  z.object({ type: z.literal('showEvaluation'), which: evaluationKeySchema }),
  z.object({ type: z.literal('evaluate') }),
  z.object({ type: z.literal('train') }),
]);

export { areVolumesKnown } from '../protocol/dataSet';
export { deviceMemoryText, isActive, type EpochLine, type ShownRun } from './dashboard';
export type ToMetricsView = z.infer<typeof toMetricsViewSchema>;
export type FromMetricsView = z.infer<typeof fromMetricsViewSchema>;

export const metricsView = {
  toPage: toMetricsViewSchema,
  fromPage: fromMetricsViewSchema,
  questions: {},
  /** It keeps nothing: which run is shown, the extension knows. */
  state: z.undefined(),
};

export type MetricsViewTypes = TypesOf<typeof metricsView>;
