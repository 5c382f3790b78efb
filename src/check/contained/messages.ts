import * as z from 'zod';
import { findingSchema } from '../../protocol/checkReport';
import { modelSummarySchema } from '../../protocol/modelSummary';
import { failureSchema } from '../../protocol/run';
import type { Deadlines } from '../../train';
import type { Pack } from '../pack';
import type { PreparedFile } from '../subject';

/**
 * What the worker and the process that runs student code say to each other, over the channel that the one has opened for the
 * other. That process is trusted with nothing: what it says is validated, and only believed with the word that it was given
 * before any student code ran.
 */

/** The first thing the process hears. */
export const assignmentSchema = z.strictObject({
  type: z.literal('assignment'),
  word: z.string(),
  /** In which to say what is found: a BCP 47 tag. */
  language: z.string(),
  /** None where nothing is checked. */
  pack: z.custom<Pack>(isObject).optional(),
  /** Absolute path of the student's folder of the exercise. */
  folder: z.string(),
  files: z.array(z.custom<PreparedFile>(isObject)),
  /** CPU threads it may use. */
  threads: z.int().positive(),
  /** How long student code may take; default: what is usual. */
  deadlines: z.custom<Deadlines>(isObject).optional(),
});

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null;
}

export type Assignment = z.infer<typeof assignmentSchema>;

/** Slices to be predicted with the weights of a checkpoint. */
export interface PredictRequest {
  type: 'predict';
  file: string;
  /** Absolute path of the checkpoint's folder, which the process can read. */
  checkpoint: string;
  /** Little-endian float32 in Base64: n x 256 x 256, each slice normalized to 0..1. */
  images: string;
}

export type Request =
  Assignment | { type: 'check'; id: string } | { type: 'summarize'; file: string } | PredictRequest;

const predictedSchema = z.strictObject({
  /** [n, 3], row by row. */
  logits: z.array(z.number()),
  /** SHA-256 of the weights. */
  weights: z.string(),
});
export type Predicted = z.infer<typeof predictedSchema>;

const finding = findingSchema.strict();

export const answerSchema = z.discriminatedUnion('type', [
  /** The engine has started, and the probes are out of the student's reach. */
  z.strictObject({ type: z.literal('ready'), word: z.string() }),
  z.strictObject({
    type: z.literal('log'),
    word: z.string(),
    level: z.enum(['info', 'warning', 'error']),
    text: z.string(),
  }),
  z.strictObject({
    type: z.literal('outcome'),
    word: z.string(),
    id: z.string(),
    outcome: z.union([z.strictObject({ findings: z.array(finding) }), z.strictObject({ stopped: finding })]),
  }),
  z.strictObject({
    type: z.literal('summary'),
    word: z.string(),
    summary: z.union([modelSummarySchema, z.strictObject({ failure: failureSchema })]),
  }),
  z.strictObject({
    type: z.literal('predicted'),
    word: z.string(),
    predicted: z.union([predictedSchema, z.strictObject({ failure: failureSchema })]),
  }),
  /** The process cannot check at all: a fault of ours or of the exercise's author. */
  z.strictObject({ type: z.literal('broken'), word: z.string(), message: z.string() }),
]);

export type Answer = z.infer<typeof answerSchema>;
type Said<Type extends Answer['type']> = Omit<Extract<Answer, { type: Type }>, 'word'>;
/** An answer before it is given its word. */
export type Saying = { [Type in Answer['type']]: Said<Type> }[Answer['type']];
