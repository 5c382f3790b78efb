import * as z from 'zod';
import { splitSchema } from '../dataSet';
import { classIndexSchema } from '../run';

/** Reads slices of a data set for as long as somebody looks at them: it answers the questions below until it is stopped. */
export const browseJobSchema = z.object({
  /** `Clean_LiTS` folder. */
  data: z.string(),
});

/** It has no result: it ends when it is stopped, or with its last client. */
export const browsedSchema = z.null();

/**
 * Every slice of a data set, as columns of equal length: a large data set has sixty thousand. The splits follow one another, each in
 * the order of its table. The place of a slice in these columns is its number in the questions.
 */
export const sliceColumnsSchema = z.object({
  /** Slices of each split. */
  counts: z.record(splitSchema, z.number().int().nonnegative()),
  /** The volume of each split that slices belong to; without a name for slices whose names tell none. */
  volumes: z.array(z.object({ split: splitSchema, name: z.string().optional() })),
  /** As the split's table names them. */
  file: z.array(z.string()),
  /** Place in `volumes`. */
  volume: z.array(z.number().int().nonnegative()),
  /** Number of the slice in its volume, as its name tells it. */
  slice: z.array(z.number().int().nonnegative()),
  /** Class index. */
  label: z.array(classIndexSchema),
});

/** As many pictures as one question may ask for. */
export const mostBrowsed = 64;

const placesSchema = z.array(z.number().int().nonnegative()).max(mostBrowsed);

/** Why a picture cannot be shown, in words. */
const problemSchema = z.object({ place: z.number().int(), problem: z.string() });

export const browsedSlicesSchema = z.array(
  z.union([
    z.object({
      place: z.number().int(),
      /** Base64 of 256 x 256 bytes, row by row. */
      pixels: z.string(),
      /** The same for its masks: 0 background, 1 liver, 2 lesion; absent where there are none. */
      labels: z.string().optional(),
    }),
    problemSchema,
  ]),
);

export const thumbnailsSchema = z.array(
  z.union([
    z.object({
      place: z.number().int(),
      /** Base64 of a JPEG, 64 x 64. */
      jpeg: z.string(),
    }),
    problemSchema,
  ]),
);

/** What the job answers, by the question's name. */
export const browseQuestions = {
  /** All slices. The tables are read again where they have changed. */
  slices: { question: z.null(), answer: sliceColumnsSchema },
  /** Slices as training has them, with their masks. */
  pictures: { question: placesSchema, answer: browsedSlicesSchema },
  /** Small pictures. */
  thumbnails: { question: placesSchema, answer: thumbnailsSchema },
};

export type BrowseJob = z.infer<typeof browseJobSchema>;
export type SliceColumns = z.infer<typeof sliceColumnsSchema>;
export type BrowsedSlice = z.infer<typeof browsedSlicesSchema>[number];
export type Thumbnail = z.infer<typeof thumbnailsSchema>[number];
