import * as z from 'zod';
import { browseQuestions, mostBrowsed } from '../protocol/jobs/browseJob';
import { splitSchema } from '../protocol/run';
import type { TypesOf } from './contract';

/**
 * What the data browser and the extension say to each other. The browser gets the columns of all slices first. It then asks for the
 * pictures that are in sight.
 */

/** A slice: its file as the table names it, or its row in the table. */
export const sliceAddressSchema = z.object({
  split: splitSchema,
  at: z.union([z.string(), z.number().int().nonnegative()]),
});

export const toDataBrowserSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('snapshot'),
    /** Data set folder; the panel is restored from it. */
    data: z.string(),
    slices: browseQuestions.slices.answer,
    /** What is to be seen first, whatever was on show before. */
    show: sliceAddressSchema.optional(),
  }),
  z.object({ type: z.literal('gone'), text: z.string() }),
]);

const filterSchema = z.object({
  /** Undefined: all. */
  split: splitSchema.optional(),
  /** By name, of the split above; null for slices of no known volume. */
  volume: z.object({ split: splitSchema, name: z.string().nullable() }).optional(),
  /** Class indices that are shown. */
  classes: z.array(z.number().int().nonnegative()),
});

/** What the browser keeps across reloads (`vscode.setState`). */
export const dataBrowserStateSchema = z.object({
  version: z.literal(1),
  data: z.string(),
  filter: filterSchema,
  /** The slice on show. */
  slice: z.object({ split: splitSchema, file: z.string() }).optional(),
  /** Grey values that become black and white. */
  window: z.object({ low: z.number(), high: z.number() }),
  masks: z.boolean(),
  /** Of what lies over liver and lesion, 0 to 1. */
  opacity: z.number().min(0).max(1),
});

export { mostBrowsed };
export type { BrowsedSlice, SliceColumns } from '../protocol/jobs/browseJob';
export type { SplitName } from '../protocol/run';
export type SliceAddress = z.infer<typeof sliceAddressSchema>;
export type ToDataBrowser = z.infer<typeof toDataBrowserSchema>;
export type DataBrowserState = z.infer<typeof dataBrowserStateSchema>;

export const dataPanel = {
  toPage: toDataBrowserSchema,
  fromPage: z.never(),
  questions: { pictures: browseQuestions.pictures, thumbnails: browseQuestions.thumbnails },
  state: dataBrowserStateSchema,
};

export type DataPanel = TypesOf<typeof dataPanel>;
