import * as z from 'zod';
import { evaluationLineSchema } from '../protocol/evaluation';
import { progressEventSchema } from '../protocol/events';
import {
  bestValidationSchema,
  epochLineSchema,
  failureSchema,
  metricLineSchema,
  runStateSchema,
} from '../protocol/run';
import type { TypesOf } from './contract';
import { evaluationKeySchema } from './evaluation';

/** What the Metrics panel and the extension say to each other. First comes one full `snapshot`; only then follow `delta`s. */

/** Everything above the curves. */
export const shownRunSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** The student's training file, as shown: relative to the workspace folder. */
  file: z.string(),
  createdAt: z.string(),
  state: runStateSchema,
  /** The student has asked for its end, which comes with the next step. */
  stopping: z.boolean().default(false),
  /** Epochs the run was asked for. */
  epochs: z.number().int().positive().optional(),
  epoch: z.number().int().nonnegative().optional(),
  step: z.number().int().nonnegative().optional(),
  totalSteps: z.number().int().positive().optional(),
  device: z.string().optional(),
  parameters: z.number().int().nonnegative().optional(),
  best: bestValidationSchema.optional(),
  failure: failureSchema.optional(),
  /** The data set that it trains on. */
  data: z.object({ name: z.string(), path: z.string(), fingerprint: z.string() }).optional(),
  /** In words, what is doubtful about the data set. */
  doubts: z.array(z.string()).default([]),
  /** The latest evaluation of each split and checkpoint. */
  evaluations: z.array(evaluationLineSchema).default([]),
});

/** Step lines as columns of equal length: a long run is a hundred thousand of them. */
export const stepColumnsSchema = z.object({
  step: z.array(z.number().int().positive()),
  epoch: z.array(z.number().int().positive()),
  loss: z.array(z.number()),
  accuracy: z.array(z.number()),
  /** Missing where no step has it. */
  gradientNorm: z.array(z.number().nullable()).optional(),
});

export const toDashboardSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    /** Folder of the run; the panel keeps it so that it can be restored. */
    runDir: z.string(),
    run: shownRunSchema,
    steps: stepColumnsSchema,
    epochs: z.array(epochLineSchema),
    /** In words, what of the run's files could not be read. */
    lost: z.array(z.string()),
    progress: progressEventSchema.optional(),
  }),
  z.object({
    type: z.literal('delta'),
    run: shownRunSchema,
    lines: z.array(metricLineSchema),
    progress: progressEventSchema.optional(),
  }),
  /** The run's folder is not there (any more). */
  z.object({ type: z.literal('gone'), text: z.string() }),
]);

export const fromDashboardSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('stop') }),
  z.object({ type: z.literal('openLog') }),
  z.object({ type: z.literal('showEvaluation'), which: evaluationKeySchema }),
  z.object({ type: z.literal('openFile') }),
  z.object({ type: z.literal('openProblem'), index: z.number().int().nonnegative() }),
]);

/** What the panel keeps across reloads (`vscode.setState`). */
export const dashboardStateSchema = z.object({
  version: z.literal(1),
  runDir: z.string(),
  /** 0 draws the smoothed curve on the raw one; towards 1 it follows more slowly. */
  smoothing: z.number().min(0).max(0.99),
});

export { areVolumesKnown, dataSetName } from '../protocol/dataSet';
export type { ProgressEvent } from '../protocol/events';
export { isActive, isBest, type EpochLine, type Failure, type MetricLine } from '../protocol/run';
export { deviceMemoryText, unitText } from '../protocol/progressText';
export { stateText } from '../protocol/runState';
export type ShownRun = z.infer<typeof shownRunSchema>;
export type StepColumns = z.infer<typeof stepColumnsSchema>;
export type ToDashboard = z.infer<typeof toDashboardSchema>;
export type FromDashboard = z.infer<typeof fromDashboardSchema>;

export const metricsPanel = {
  toPage: toDashboardSchema,
  fromPage: fromDashboardSchema,
  questions: {},
  state: dashboardStateSchema,
};

export type MetricsPanel = TypesOf<typeof metricsPanel>;
