import * as z from 'zod';
import { listedSlicesSchema, studentPipelineSchema } from './augmentation';
import { checkReportSchema, checkResultSchema } from './checkReport';
import { modelSummarySchema } from './modelSummary';
import { deviceIdSchema, deviceReportSchema } from './devices';
import { evaluationSchema } from './evaluation';
import {
  checkpointSchema,
  failureSchema,
  jobStateSchema,
  metricLineSchema,
  runRecordSchema,
  splitSchema,
} from './run';

/**
 * One worker process does one job. A client connects to the worker's local socket, speaks JSON-RPC, and sends
 * `job/start` once. Any number of clients may connect, now or later (after a window reload): each may call
 * `job/attach`, which answers with a full snapshot, and from then on hears every `job/event`.
 * `job/cancel` ends the job within one step. The worker leaves when its job has ended and nobody is connected.
 */

export const prepareJobSchema = z.object({
  kind: z.literal('prepare'),
  /** Folder that will hold `Clean_LiTS/`. */
  out: z.string(),
  patients: z.number().int().min(3).max(1000),
  slices: z.number().int().min(4).max(512),
  seed: z.number().int().nonnegative(),
});

export const trainJobSchema = z.object({
  kind: z.literal('train'),
  file: z.string(),
  /** `Clean_LiTS` folder. */
  data: z.string(),
  /** Folder for the new run; its last part is the run's id. */
  runDir: z.string(),
  epochs: z.number().int().positive().optional(),
  batchSize: z.number().int().positive().optional(),
  maxSteps: z.number().int().positive().optional(),
  seed: z.number().int().nonnegative().optional(),
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
});

export const evaluateJobSchema = z.object({
  kind: z.literal('evaluate'),
  runDir: z.string(),
  split: splitSchema,
  checkpoint: checkpointSchema,
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
});

/** As many slices as one job or message may ask for. */
export const mostSlices = 200;

/** Shows where a run's model looks on slices of a split (Grad-CAM). */
export const explainJobSchema = z.object({
  kind: z.literal('explain'),
  runDir: z.string(),
  split: splitSchema,
  checkpoint: checkpointSchema,
  /** The slices, as predictions name them. */
  files: z.array(z.string()).min(1).max(mostSlices),
  /** The class to look for; each slice's predicted one when left out. */
  class: z.number().int().nonnegative().optional(),
  device: deviceIdSchema,
  threads: z.number().int().positive().optional(),
});

/** Writes a run's model as a file for other tools: a file of ONNX, or a folder of TensorFlow.js' own layers format. */
export const exportJobSchema = z.object({
  kind: z.literal('export'),
  runDir: z.string(),
  checkpoint: checkpointSchema,
  format: z.enum(['onnx', 'tfjs']),
  /** Path of the new file, which may replace another, or of the new folder, which must not exist. */
  out: z.string(),
});

/** What the name of an exported file or folder ends with. */
export const exportSuffixes = { onnx: '.onnx', tfjs: '-tfjs' } as const satisfies Record<
  ExportJob['format'],
  string
>;

export const doctorJobSchema = z.object({ kind: z.literal('doctor'), data: z.string().optional() });

/** Checks a student's work on an exercise. */
export const checkJobSchema = z.object({
  kind: z.literal('check'),
  /** The exercise's folder in the course, with `exercise.json` and `checks.ts`. */
  exercise: z.string(),
  /** The student's folder of the exercise. */
  folder: z.string(),
  /** Folder of the student's runs, if there is one. */
  runs: z.string().optional(),
  /** Ids of the checks to run, or of rubric items whose checks to run, with all that they need; default: all. */
  only: z.object({ checks: z.array(z.string()), items: z.array(z.string()) }).optional(),
  /** File for the report. With `only`, results that are there already are kept for the other checks. */
  out: z.string().optional(),
});

/** Says what a student's model is made of. */
export const summarizeJobSchema = z.object({ kind: z.literal('summarize'), file: z.string() });

/** Tries every device out that there is on this machine. */
export const devicesJobSchema = z.object({ kind: z.literal('devices') });

/** ONNX Runtime's CUDA libraries, which the package does not carry: looks how large they are, or installs them. */
export const cudaRuntimeJobSchema = z.object({
  kind: z.literal('cudaRuntime'),
  action: z.enum(['look', 'install']),
  /** Gets one folder for each version of ONNX Runtime. */
  out: z.string(),
});

/** Slices as pictures to look at. */
export const slicesJobSchema = z.object({
  kind: z.literal('slices'),
  /** `Clean_LiTS` folder. */
  data: z.string(),
  split: splitSchema,
  /** As the split's table names them. */
  files: z.array(z.string()).max(mostSlices),
});

/** Lists the slices of a data set, packed so that they can be read by place. */
export const listSlicesJobSchema = z.object({
  kind: z.literal('listSlices'),
  /** `Clean_LiTS` folder. */
  data: z.string(),
});

/** Runs a student's file to see which pipeline of transforms it makes. */
export const pipelineJobSchema = z.object({ kind: z.literal('pipeline'), file: z.string() });

export const jobSchema = z.discriminatedUnion('kind', [
  prepareJobSchema,
  trainJobSchema,
  evaluateJobSchema,
  explainJobSchema,
  exportJobSchema,
  checkJobSchema,
  summarizeJobSchema,
  doctorJobSchema,
  listSlicesJobSchema,
  pipelineJobSchema,
  devicesJobSchema,
  cudaRuntimeJobSchema,
  slicesJobSchema,
]);

export const progressEventSchema = z.object({
  type: z.literal('progress'),
  /** What is being done, in the student's words: "Packing train", "Training". */
  phase: z.string(),
  done: z.number().nonnegative(),
  total: z.number().positive(),
  unit: z.enum(['slices', 'steps', 'volumes', 'devices', 'checks', 'MB']),
  /** Units a second, once known. */
  rate: z.number().nonnegative().optional(),
  etaSeconds: z.number().nonnegative().optional(),
});

export const jobEventSchema = z.discriminatedUnion('type', [
  progressEventSchema,
  z.object({ type: z.literal('metric'), line: metricLineSchema }),
  /** A check begins; or it has ended, when there is a result. */
  z.object({
    type: z.literal('check'),
    item: z.string(),
    check: z.string(),
    title: z.string(),
    result: checkResultSchema.optional(),
  }),
  z.object({ type: z.literal('log'), level: z.enum(['info', 'warning', 'error']), text: z.string() }),
  z.object({ type: z.literal('state'), state: jobStateSchema, failure: failureSchema.optional() }),
]);

export const doctorReportSchema = z.object({
  /** `ok`, `warning` (works, but could be better), `error` (will not work) or `absent` (not here, and not needed). */
  findings: z.array(
    z.object({
      id: z.enum(['node', 'engine', 'device', 'threads', 'memory', 'containment', 'dataset']),
      status: z.enum(['ok', 'warning', 'error', 'absent']),
      text: z.string(),
      next: z.string().optional(),
    }),
  ),
});

/** Where a model looks on a slice: `height` x `width` values from 0 to 1, row by row, to be stretched over the picture. */
export const heatMapSchema = z.object({
  file: z.string(),
  /** The class that speaks. */
  class: z.number().int().nonnegative(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  values: z.array(z.number().min(0).max(1)),
});

export const exportResultSchema = z.object({
  format: exportJobSchema.shape.format,
  path: z.string(),
  bytes: z.number().int().nonnegative(),
});

/** What a job leaves behind, by kind. */
export const jobResultSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('prepare'),
    data: z.string(),
    slices: z.object({ train: z.number(), val: z.number(), test: z.number() }),
  }),
  z.object({ kind: z.literal('train'), run: runRecordSchema }),
  z.object({ kind: z.literal('evaluate'), evaluation: evaluationSchema }),
  z.object({ kind: z.literal('explain'), heatMaps: z.array(heatMapSchema) }),
  exportResultSchema.extend({ kind: z.literal('export') }),
  z.object({ kind: z.literal('summarize'), summary: modelSummarySchema }),
  z.object({ kind: z.literal('check'), report: checkReportSchema, containment: z.string() }),
  z.object({ kind: z.literal('doctor'), report: doctorReportSchema }),
  z.object({
    kind: z.literal('listSlices'),
    /** The data set's folder. */
    path: z.string(),
    /** Files of the packed slices: 256 x 256 bytes each, one after the other. */
    packed: z.record(splitSchema, z.string()),
    splits: listedSlicesSchema,
  }),
  z.object({ kind: z.literal('pipeline'), pipeline: studentPipelineSchema }),
  z.object({ kind: z.literal('devices'), devices: z.array(deviceReportSchema) }),
  z.object({
    kind: z.literal('cudaRuntime'),
    /** Size of the download. */
    megabytes: z.number().nonnegative(),
    /** Where it comes from. */
    host: z.string(),
  }),
  z.object({
    kind: z.literal('slices'),
    slices: z.array(
      z.object({
        file: z.string(),
        /** PNG, 256 x 256. */
        image: z.base64(),
        /** The same size, transparent: outline of the liver, and dashed those of lesions; absent without masks. */
        outlines: z.base64().optional(),
      }),
    ),
  }),
]);

export const snapshotSchema = z.object({
  job: jobSchema.optional(),
  state: jobStateSchema,
  progress: progressEventSchema.optional(),
  failure: failureSchema.optional(),
  result: jobResultSchema.optional(),
});

export type Job = z.infer<typeof jobSchema>;
export type PrepareJob = z.infer<typeof prepareJobSchema>;
export type TrainJob = z.infer<typeof trainJobSchema>;
export type EvaluateJob = z.infer<typeof evaluateJobSchema>;
export type ExplainJob = z.infer<typeof explainJobSchema>;
export type HeatMap = z.infer<typeof heatMapSchema>;
export type ExportJob = z.infer<typeof exportJobSchema>;
export type ExportResult = z.infer<typeof exportResultSchema>;
export type CheckJob = z.infer<typeof checkJobSchema>;
export type ListSlicesJob = z.infer<typeof listSlicesJobSchema>;
export type DoctorJob = z.infer<typeof doctorJobSchema>;
export type SlicesJob = z.infer<typeof slicesJobSchema>;
export type ProgressEvent = z.infer<typeof progressEventSchema>;
export type JobEvent = z.infer<typeof jobEventSchema>;
export type DoctorReport = z.infer<typeof doctorReportSchema>;
export type JobResult = z.infer<typeof jobResultSchema>;
export type Snapshot = z.infer<typeof snapshotSchema>;
