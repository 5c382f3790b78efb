import * as z from 'zod';
import { t } from '../words';

const idSchema = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, { error: () => t('lower-case words joined by hyphens') });

/** One gradable part of an exercise: an item of its rubric. */
export const taskSchema = z.strictObject({
  id: idSchema,
  title: z.string().min(1),
  points: z.number().min(0).multipleOf(0.5),
  /** The file the student edits, relative to the exercise's folder in the student's workspace. */
  file: z.string().min(1),
  /** The student's file that it begins with a copy of, where there is no starter; in the same folder. */
  from: z.string().min(1).optional(),
  gradedBy: z.array(z.enum(['checks', 'tutor'])).min(1),
  /** How many of the points only a tutor gives, where checks and a tutor grade together. */
  tutorPoints: z.number().min(0).multipleOf(0.25).optional(),
  /** The one of the exercise's options that the task belongs to; without it, it counts whichever is chosen. */
  option: idSchema.optional(),
});

/** What the instructions state of the models that these files define. */
export const statedModelSchema = z.strictObject({
  files: z.array(z.string().min(1)).min(1),
  /** Shapes of layers' outputs, without the batch, from the input to the output. */
  shapes: z.array(z.strictObject({ title: z.string().min(1), shape: z.array(z.int().positive()).min(1) })),
});

/** One of several ways to do an exercise. */
export const optionSchema = z.strictObject({ id: idSchema, title: z.string().min(1) });

/**
 * `exercise.json`: what an exercise is. An exercise is a folder with this file, a README.md, `starter/` and, where it is
 * checked, `checks.ts`.
 */
export const exerciseSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^\d+\.\d+$/, { error: () => t('It must be chapter.number, as in 3.2.') }),
  title: z.string().min(1),
  summary: z.string().min(1),
  optional: z.boolean().default(false),
  /** Ways to do the exercise: the one that brings the most points counts. */
  options: z.array(optionSchema).min(2).optional(),
  tasks: z.array(taskSchema).min(1),
  models: z.array(statedModelSchema).optional(),
  /** Files whose runs are compared with each other: the first is what the others are held against. */
  compare: z.array(z.string().min(1)).min(2).optional(),
  /** The file of the student's written answers, which a tutor reads. */
  answers: z.string().min(1).optional(),
});

/** `chapter.json`: title of a chapter; its exercises are the folders beside it. */
export const chapterSchema = z.strictObject({
  version: z.literal(1),
  id: z.string().regex(/^\d+$/),
  title: z.string().min(1),
  summary: z.string().min(1),
});

/** Points of a task that only a tutor can give. */
export function tutorPointsOf({ points, gradedBy, tutorPoints }: Task): number {
  if (!gradedBy.includes('checks')) return points;
  return gradedBy.includes('tutor') ? (tutorPoints ?? 0) : 0;
}

interface OfOption {
  option?: string | undefined;
}

/** Adds up what is counted for each option; under undefined, for the tasks of none. */
function sumsByOption<T extends OfOption>(
  tasks: readonly T[],
  pointsOfOne: (task: T) => number,
): Map<string | undefined, number> {
  const sums = new Map<string | undefined, number>();
  for (const task of tasks) sums.set(task.option, (sums.get(task.option) ?? 0) + pointsOfOne(task));
  return sums;
}

/** Adds up what is counted for each task: those of no option, and those of the option that brings the most. */
export function pointsOf<T extends OfOption>(tasks: readonly T[], pointsOfOne: (task: T) => number): number {
  const sums = sumsByOption(tasks, pointsOfOne);
  const always = sums.get(undefined) ?? 0;
  sums.delete(undefined);
  return always + Math.max(0, ...sums.values());
}

/** The tasks without an option, and the tasks of the option with the most points; of all options while none has points. */
export function leadingTasks<T extends OfOption>(tasks: readonly T[], pointsOfOne: (task: T) => number): T[] {
  const sums = sumsByOption(tasks, pointsOfOne);
  sums.delete(undefined);
  const most = Math.max(...sums.values());
  return tasks.filter(({ option }) => option === undefined || sums.get(option) === most);
}

/** Most points that an exercise brings. */
export function maxPoints({ tasks }: Exercise): number {
  return pointsOf(tasks, ({ points }) => points);
}

export type Task = z.infer<typeof taskSchema>;
export type Exercise = z.infer<typeof exerciseSchema>;
export type ExerciseOption = z.infer<typeof optionSchema>;
export type Chapter = z.infer<typeof chapterSchema>;
