import type * as z from 'zod';
import { faultText } from './faultTexts';

/** What is wrong with a value, or with a part of it. */
export interface Fault {
  path: readonly PropertyKey[];
  /** A sentence that does not name the part. */
  text: string;
}

export type Validated<T> = { ok: true; value: T } | { ok: false; faults: readonly Fault[] };

/** Holds a value against a schema; what is wrong is said in words. It may run the getters of the value. */
export function validate<T>(schema: z.ZodType<T>, value: unknown): Validated<T> {
  const parsed = schema.safeParse(value, { error: faultText });
  if (parsed.success) return { ok: true, value: parsed.data };
  return { ok: false, faults: parsed.error.issues.flatMap((issue) => faultsOf(issue, [])) };
}

/** "optimizer.learningRate: 5,000 was given; …" */
export function namedFault({ path, text }: Fault): string {
  return path.length > 0 ? `${path.map(String).join('.')}: ${text}` : text;
}

/** All faults, one in a line. */
export function faultLines(faults: readonly Fault[]): string {
  return faults.map(namedFault).join('\n');
}

/** A value that has one of several forms was most likely meant to have the one that fits furthest. */
function faultsOf(issue: z.core.$ZodIssue, above: readonly PropertyKey[]): Fault[] {
  const path = [...above, ...issue.path];
  const meant = issue.code === 'invalid_union' ? furthest(issue.errors) : undefined;
  return meant?.flatMap((inner) => faultsOf(inner, path)) ?? [{ path, text: issue.message }];
}

function furthest(forms: readonly z.core.$ZodIssue[][]): z.core.$ZodIssue[] | undefined {
  const fits = forms.filter(
    (issues) => issues.length > 0 && issues.every(({ path, code }) => path.length > 0 || isInside(code)),
  );
  return fits.sort((a, b) => a.length - b.length)[0];
}

/** What can only be wrong with an object that is one. */
const isInside = (code: z.core.$ZodIssue['code']) => code === 'unrecognized_keys';
