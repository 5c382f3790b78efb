import * as z from 'zod';

/** One gradable part of an exercise. */
export const taskSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'lower-case words joined by hyphens'),
  title: z.string().min(1),
  points: z.number().min(0).multipleOf(0.5),
  /** The file the student edits, relative to the exercise's folder in the student's workspace. */
  file: z.string().min(1),
  gradedBy: z.array(z.enum(['checks', 'tutor'])).min(1),
});

/** `exercise.json`: what an exercise is. An exercise is a folder with this file, a README.md and `starter/`. */
export const exerciseSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^\d+\.\d+$/, 'chapter.number, as in 3.2'),
  title: z.string().min(1),
  summary: z.string().min(1),
  optional: z.boolean().default(false),
  tasks: z.array(taskSchema).min(1),
});

/** `chapter.json`: title of a chapter; its exercises are the folders beside it. */
export const chapterSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^\d+$/),
  title: z.string().min(1),
  summary: z.string().min(1),
});

export type Task = z.infer<typeof taskSchema>;
export type Exercise = z.infer<typeof exerciseSchema>;
export type Chapter = z.infer<typeof chapterSchema>;
