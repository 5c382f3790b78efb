import * as z from 'zod';

export const splitSchema = z.enum(['train', 'val', 'test']);
export type SplitName = z.infer<typeof splitSchema>;

/** Name of a data set's folder. */
export const datasetFolder = 'Clean_LiTS';

/** What people call a data set: the name of its folder. Earlier evaluations tell only its fingerprint. */
export const dataSetName = (of: { datasetName?: string | undefined; datasetFingerprint: string }): string =>
  of.datasetName ?? of.datasetFingerprint.slice(0, 12);

/** Name of the table of a split, inside a data set's folder. */
export const csvName = (split: SplitName): string => `${split}_classes.csv`;

/** Why figures on a data set are less sure than they look, or look better than they are. Clients put it into words. */
export const dataDoubtSchema = z.discriminatedUnion('id', [
  z.object({
    id: z.literal('volumesUnknown'),
    /** So many pictures have names that do not tell the patient: each counts as a volume of its own. */
    pictures: z.number().int().positive(),
  }),
  z.object({
    id: z.literal('patientsShared'),
    /** So many patients have slices in more than one split. */
    patients: z.number().int().positive(),
    /** The name of one of them. */
    example: z.string(),
    /** The splits that hold slices of such patients. */
    splits: z.array(splitSchema),
  }),
]);
export type DataDoubt = z.infer<typeof dataDoubtSchema>;

/** Whether it is known which slices are of one volume. */
export const areVolumesKnown = (doubts: readonly DataDoubt[] = []): boolean =>
  doubts.every(({ id }) => id !== 'volumesUnknown');
