import * as z from 'zod';
import { leadingTasks } from '../course/manifest';
import { t } from '../words';

/** A place in a student's file. */
export const placeSchema = z.object({
  /** Relative to the exercise's folder, with forward slashes. */
  file: z.string(),
  /** 1-based. */
  line: z.number().int().positive(),
  /** 1-based. */
  column: z.number().int().positive().optional(),
});

/** One thing that a check saw and that is not as it should be. Nothing in it is the solution. */
export const findingSchema = z.object({
  /** What was tried or looked at, one sentence. */
  probed: z.string(),
  expected: z.string(),
  actual: z.string(),
  /** Why it matters, one or two sentences. */
  why: z.string().optional(),
  /** From the vaguest to the plainest; shown one at a time, on request. */
  hints: z.array(z.string()).default([]),
  at: placeSchema.optional(),
});

/** `error`: the check could not be done, because the student's code stopped it. `skipped`: another check comes first. */
const outcomeSchema = z.enum(['pass', 'fail', 'error', 'skipped']);

export const checkResultSchema = z.object({
  id: z.string(),
  title: z.string(),
  status: outcomeSchema,
  /** What is wrong, in a few words, where it has failed. */
  fault: z.string().optional(),
  /** Why it was skipped. */
  reason: z.string().optional(),
  findings: z.array(findingSchema),
});

export const itemResultSchema = z.object({
  /** Id of the task in `exercise.json`. */
  id: z.string(),
  title: z.string(),
  option: z.string().optional(),
  /** File the item is about, relative to the exercise's folder. */
  file: z.string(),
  /** Points that the checks give. */
  points: z.number().nonnegative(),
  max: z.number().nonnegative(),
  /** Part of `max` that only a tutor can give. */
  tutorPoints: z.number().nonnegative(),
  /**
   * `needs-tutor`: no check has anything against it, and a tutor is still to give points. `not-begun`: it belongs to an option whose
   * files are as they were in the beginning.
   */
  status: z.enum([...outcomeSchema.options, 'needs-tutor', 'not-begun']),
  checks: z.array(checkResultSchema),
});

/** What checking one exercise has shown. The same code and the same runs give the same report, but for `createdAt`. */
export const checkReportSchema = z.object({
  version: z.literal(1),
  createdAt: z.iso.datetime(),
  exercise: z.object({ id: z.string(), title: z.string() }),
  /** Points that the checks give, of the option that brings the most. */
  points: z.number().nonnegative(),
  max: z.number().nonnegative(),
  items: z.array(itemResultSchema),
});

/** Points of an item that checks can give. */
export function reachable({ max, tutorPoints }: Pick<ItemResult, 'max' | 'tutorPoints'>): number {
  return max - tutorPoints;
}

/** Whether checks look at an item, and have nothing against it. */
export function passes({ status, checks }: Pick<ItemResult, 'status' | 'checks'>): boolean {
  return status === 'pass' || (status === 'needs-tutor' && checks.length > 0);
}

/** The items that checks look at and that count: of options, those of the one that is furthest; none that was not begun. */
export function countedItems({ items }: Pick<CheckReport, 'items'>): ItemResult[] {
  const begun = items.filter(({ status }) => status !== 'not-begun');
  return leadingTasks(begun, ({ points }) => points).filter(({ checks }) => checks.length > 0);
}

/** Whether every task of the exercise that counts has passed; one whose tasks are all not begun has not. */
export function isPassed(report: Pick<CheckReport, 'items'>): boolean {
  const counted = countedItems(report);
  if (counted.length === 0) return report.items.every(({ status }) => status !== 'not-begun');
  return counted.every(passes);
}

/** Whether a check has something against the work, or could not be done. */
export const isAgainst = ({ status }: Pick<CheckResult, 'status'>): boolean =>
  status === 'fail' || status === 'error';

/** What a check has come to, in a few words: what is right, or what is wrong. */
export function headline({ title, status, fault }: CheckResult): string {
  if (status === 'error') return t('Your code stopped before this could be seen: {0}', title);
  return status === 'fail' ? (fault ?? title) : title;
}

/** What is wrong, in one line: "The network is not the one of the table: 6,635,623 parameters instead of 8,486,787". */
export function faultLine(
  check: CheckResult,
  { actual, expected }: Pick<Finding, 'actual' | 'expected'>,
): string {
  const [found, wanted] = [actual, expected].map((text) => text.replace(/\.$/, ''));
  const isShort = (text: string) => text.length <= 60 && !/[\n.]\s/.test(text);
  if (!isShort(found)) return headline(check);
  return isShort(wanted)
    ? t('{0}: {1} instead of {2}', headline(check), found, wanted)
    : `${headline(check)}: ${found}`;
}

export type Place = z.infer<typeof placeSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type CheckResult = z.infer<typeof checkResultSchema>;
export type ItemResult = z.infer<typeof itemResultSchema>;
export type CheckReport = z.infer<typeof checkReportSchema>;
