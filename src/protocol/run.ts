import * as z from 'zod';
import { classCount } from '../course/classes';
import { dataDoubtSchema } from './dataSet';
import { deviceIdSchema } from './devices';
import { givenSettingsSchema } from './givenSettings';
import { jsonValueSchema } from './jsonValue';

/**
 * Files of a run folder, `.lits/runs/<id>/`:
 * `run.json` (RunRecord), `metrics.jsonl` (one MetricLine a line), `log.txt`,
 * `checkpoints/{last,best}/`, `checkpoints/resume/` until the run has come to its end, and `evaluations/` (see evaluation.ts).
 */

export const studentProblemSchema = z.object({
  /** Absolute path of the student's source file. */
  file: z.string(),
  /** 1-based. */
  line: z.number().int().positive(),
  /** 1-based. */
  column: z.number().int().positive(),
  endColumn: z.number().int().positive().optional(),
  severity: z.enum(['error', 'warning']),
  message: z.string(),
  /** Who found it: the type checker, the bundler, the running program. */
  source: z.enum(['typescript', 'bundler', 'runtime']),
  /** What mends it for certain. */
  mend: z.object({ inputShape: z.array(z.int().positive()) }).optional(),
});

/** An error in the student's terms. */
export const failureSchema = z.object({
  /** What happened, one sentence. */
  what: z.string(),
  /** Why, as far as known. */
  why: z.string().optional(),
  /** What to do next. */
  next: z.string().optional(),
  problems: z.array(studentProblemSchema).default([]),
  /** The device that failed, where another one can do the work. */
  device: deviceIdSchema.optional(),
  /** For the log: the student's frames on the stack, the innermost first, and how many others there are. */
  frames: z.array(z.string()).optional(),
});

export const jobStateSchema = z.enum(['starting', 'running', 'done', 'stopped', 'failed']);

/** A run's states: those of its job; and `interrupted`, when its worker is gone and could not write how it ended. */
export const runStateSchema = z.enum([...jobStateSchema.options, 'interrupted']);

/** Whether a run has not ended yet, as far as it says itself. */
export const isActive = (state: RunState): boolean => state === 'starting' || state === 'running';

export const logLevelSchema = z.enum(['info', 'warning', 'error']);

export const stepLineSchema = z.object({
  kind: z.literal('step'),
  /** Steps done since the run began, 1 for the first. */
  step: z.number().int().positive(),
  /** 1-based. */
  epoch: z.number().int().positive(),
  /** Mean loss over this step's batch. */
  loss: z.number(),
  /** Share of this step's batch predicted right, 0..1. */
  accuracy: z.number().min(0).max(1),
  /** Seconds since the run began. */
  seconds: z.number().nonnegative(),
  /** That the step had; missing where the optimizer is the student's own. */
  learningRate: z.number().nonnegative().optional(),
  /** What was minimized, where that is not the loss alone: with penalties, label smoothing or class weights. */
  objective: z.number().optional(),
  /** Norm of all gradients together before clipping, where it is clipped or the settings ask for it. */
  gradientNorm: z.number().nonnegative().optional(),
});

/** One validation. Usually there is one at the end of each epoch. */
export const epochLineSchema = z.object({
  kind: z.literal('epoch'),
  step: z.number().int().positive(),
  epoch: z.number().int().positive(),
  /** Mean over the training slices since the last validation, as seen while training. */
  loss: z.number(),
  accuracy: z.number().min(0).max(1),
  valLoss: z.number(),
  valAccuracy: z.number().min(0).max(1),
  /** Mean recall of the classes. Missing in earlier runs, as what follows. */
  valBalancedAccuracy: z.number().min(0).max(1).optional(),
  /** Mean F1 of the classes. */
  valF1: z.number().min(0).max(1).optional(),
  seconds: z.number().nonnegative(),
  learningRate: z.number().nonnegative().optional(),
  /** While training, since the last validation. */
  imagesPerSecond: z.number().positive().optional(),
  /** That the worker's process takes, in bytes. */
  memoryBytes: z.number().int().positive().optional(),
  /** That is in use on the device, in bytes, where the device tells; of `torch:cpu`, that PyTorch's process takes. */
  deviceMemoryBytes: z.number().int().nonnegative().optional(),
  /** The most that ever was in use there. */
  devicePeakBytes: z.number().int().nonnegative().optional(),
});

export const metricLineSchema = z.discriminatedUnion('kind', [stepLineSchema, epochLineSchema]);

/** A transform of pictures with its parameters; `custom` marks code of the student's own. */
export const transformSchema = z.object({
  name: z.string(),
  parameters: z.record(z.string(), jsonValueSchema).optional(),
  custom: z.literal(true).optional(),
  get transforms() {
    return z.array(transformSchema).optional();
  },
});

export const runConfigSchema = z.object({
  epochs: z.number().int().positive(),
  batchSize: z.number().int().positive(),
  /** Upper limit of steps over the whole run, when given. */
  maxSteps: z.number().int().positive().optional(),
  optimizer: z.string(),
  learningRate: z.number().positive().optional(),
  seed: z.number().int().nonnegative(),
  augmented: z.boolean().default(false),
  /** What the training pictures were augmented with. */
  augment: transformSchema.optional(),
  /** Batches that make a step; default: 1. */
  accumulate: z.number().int().positive().optional(),
  /** All options of the optimizer, and how the training goes: schedule, loss, … A function is written as "function". */
  settings: z.record(z.string(), jsonValueSchema).optional(),
});

/** The validation with the lowest loss, whose weights are in `checkpoints/best`. */
export const bestValidationSchema = z.object({
  epoch: z.number().int().positive(),
  /** Missing in earlier runs. */
  step: z.number().int().positive().optional(),
  valLoss: z.number(),
  valAccuracy: z.number(),
});

export const runRecordSchema = z.object({
  version: z.literal(1),
  /** Folder name of the run: `<time>-<name>`. */
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  state: runStateSchema,
  /** Process and socket of the worker, while it runs. */
  worker: z.object({ pid: z.number().int().positive(), socket: z.string() }).optional(),
  /** Absolute path of the student's training file. */
  file: z.string(),
  /** SHA-256 of the bundled student code. */
  codeHash: z.string().optional(),
  /** Settings that were given for this run before those of its file; `config` has them all. Whoever runs its program again needs them. */
  givenSettings: givenSettingsSchema.optional(),
  config: runConfigSchema.optional(),
  dataset: z
    .object({
      path: z.string(),
      fingerprint: z.string(),
      slices: z.object({ train: z.number(), val: z.number(), test: z.number() }),
      /** How many validation slices are of each class. Missing in earlier runs. */
      valClasses: z.array(z.int().nonnegative()).length(classCount).optional(),
      /** What is doubtful about how it is split; missing: nothing that is known. */
      doubts: z.array(dataDoubtSchema).optional(),
    })
    .optional(),
  device: z.string().optional(),
  /** CPU threads it may use. */
  threads: z.number().int().positive().optional(),
  /** Processes that have trained it together; missing: one. */
  ranks: z.int().positive().optional(),
  versions: z.record(z.string(), z.string()).default({}),
  /** Trainable parameters of the model. */
  parameters: z.number().int().nonnegative().optional(),
  progress: z
    .object({
      epoch: z.number().int().nonnegative(),
      step: z.number().int().nonnegative(),
      totalSteps: z.number().int().positive(),
      /** That the training has taken so far. Missing in earlier runs. */
      seconds: z.number().nonnegative().optional(),
    })
    .optional(),
  /** When it was resumed, and after how many steps. */
  resumed: z
    .array(z.object({ at: z.iso.datetime(), step: z.int().positive(), epoch: z.int().positive() }))
    .optional(),
  best: bestValidationSchema.optional(),
  /** Where early stopping has ended the run. */
  stoppedEarly: z
    .object({ epoch: z.number().int().positive(), step: z.number().int().positive() })
    .optional(),
  /** What stands out in the model, with its line: nothing that ends the run. */
  remarks: z.array(studentProblemSchema).optional(),
  failure: failureSchema.optional(),
});

export { splitSchema, type SplitName } from './dataSet';

export const classIndexSchema = z
  .number()
  .int()
  .min(0)
  .max(classCount - 1);

export const predictionSchema = z.object({
  /** Row's `filename` in the split's CSV. */
  file: z.string(),
  patient: z.string(),
  slice: z.number().int().nonnegative(),
  label: z.number().int().min(0),
  /** One a class, sums to 1. */
  probabilities: z.array(z.number()),
  /** In nats, from the logits: a probability that is rounded to 0 no longer tells it. Missing in earlier evaluations. */
  crossEntropy: z.number().nonnegative().optional(),
});

/** Weights that a run keeps: those of its best epoch, and its last. */
export const checkpointSchema = z.enum(['best', 'last']);

/** Whether a validation is the best one; several may lie in one epoch. */
export const isBest = (line: EpochLine, best: RunRecord['best']): boolean =>
  best?.step === undefined ? line.epoch === best?.epoch : line.step === best.step;

export type StudentProblem = z.infer<typeof studentProblemSchema>;
export type Failure = z.infer<typeof failureSchema>;
export type JobState = z.infer<typeof jobStateSchema>;
export type RunState = z.infer<typeof runStateSchema>;
export type LogLevel = z.infer<typeof logLevelSchema>;
export type CheckpointName = z.infer<typeof checkpointSchema>;
export type StepLine = z.infer<typeof stepLineSchema>;
export type EpochLine = z.infer<typeof epochLineSchema>;
export type MetricLine = z.infer<typeof metricLineSchema>;
export type BestValidation = z.infer<typeof bestValidationSchema>;
export type RunConfig = z.infer<typeof runConfigSchema>;
export type RunRecord = z.infer<typeof runRecordSchema>;
export type Prediction = z.infer<typeof predictionSchema>;
