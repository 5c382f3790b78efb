import * as z from 'zod';

/** Longer titles would push everything else out of a list. */
export const longestTitle = 120;
/** A note is read in a tooltip. */
export const longestNote = 4000;

/** What a student says of a run, in `marks.json` beside its `run.json`, which only the run itself writes. */
export const runMarksSchema = z.object({
  version: z.literal(1),
  /** Shown in the place of the name that the run has recorded. */
  title: z.string().min(1).max(longestTitle).optional(),
  note: z.string().min(1).max(longestNote).optional(),
  /** It is one of those that the student comes back to. */
  starred: z.literal(true).optional(),
});

export type RunMarks = Omit<z.infer<typeof runMarksSchema>, 'version'>;
