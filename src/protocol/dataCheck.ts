import * as z from 'zod';
import { dataDoubtSchema, splitSchema } from './dataSet';

/** How bad a finding is: the data cannot be trained on; figures may mislead; good to know. */
export const dataSeveritySchema = z.enum(['error', 'warning', 'note']);
export type DataSeverity = z.infer<typeof dataSeveritySchema>;

/** What may be wrong with a data set, by how bad it is. Clients put it into words. */
export const dataFindings = {
  tableUnreadable: 'error',
  wrongRows: 'error',
  lesionWithoutLiver: 'error',
  missingPictures: 'error',
  corruptPictures: 'error',
  copiesAcrossSplits: 'warning',
  constantPictures: 'warning',
  masksDisagree: 'warning',
  maskLesionWithoutLiver: 'warning',
  unusableMasks: 'warning',
  labelsSwapped: 'warning',
  mostlyLesion: 'warning',
  mostlyLiver: 'warning',
  absentClasses: 'warning',
  maskSizes: 'note',
  severalSizes: 'note',
} as const satisfies Record<string, DataSeverity>;

export type DataFindingId = keyof typeof dataFindings;

export const dataFindingSchema = z.object({
  id: z.enum(Object.keys(dataFindings) as [DataFindingId, ...DataFindingId[]]),
  severity: dataSeveritySchema,
  /** Slices, rows, volumes or splits that it is about. */
  count: z.number().int().positive(),
  /** The first few: a place in the data set, and what is there. */
  examples: z.array(z.object({ place: z.string(), detail: z.string().optional() })),
});
export type DataFinding = z.infer<typeof dataFindingSchema>;

const classesSchema = z.tuple([z.number(), z.number(), z.number()]);

/** What a check of a data set has found. */
export const dataCheckSchema = z.object({
  version: z.literal(1),
  /** The data set's folder. */
  data: z.string(),
  splits: z.array(
    z.object({
      split: splitSchema,
      slices: z.number(),
      volumes: z.number(),
      /** Slices of each class. */
      classes: classesSchema,
      /** Slices whose masks were read. */
      masks: z.number(),
    }),
  ),
  /** Empty where the names of pictures do not tell the volume. */
  volumes: z.array(
    z.object({ name: z.string(), split: splitSchema, slices: z.number(), classes: classesSchema }),
  ),
  /** Pictures by their size, as in `256 x 256`. */
  sizes: z.array(z.object({ size: z.string(), pictures: z.number() })),
  /** What is doubtful about how it is split, as trainings are told, too. */
  doubts: z.array(dataDoubtSchema),
  findings: z.array(dataFindingSchema),
});
export type DataCheck = z.infer<typeof dataCheckSchema>;
