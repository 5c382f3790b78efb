import type { CheckResult, Finding } from '../protocol/checkReport';
import type { Failure } from '../protocol/run';
import { t } from '../words';
import type { Check } from './check';

/** What a probe has come to: what it saw, or what stopped it. */
export type Outcome = { findings: Finding[] } | { stopped: Finding };

export interface RunChecksOptions {
  checks: readonly Pick<Check, 'id' | 'title' | 'fault' | 'needs'>[];
  /** Why a check cannot be done at all, where it cannot. */
  obstacle?: (id: string) => string | undefined;
  execute: (id: string) => Promise<Outcome>;
  onBegin?: (id: string) => void;
  /** Hears of each result as soon as it is there. */
  onResult?: (result: CheckResult) => void;
}

/**
 * Runs checks in their order. One whose needs have not passed is skipped; one that the student's code stops is an error, and those
 * that the very same thing stops again are skipped, so that each fault is told once.
 */
export async function runChecks(options: RunChecksOptions): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  /** Titles of checks by what stopped them. */
  const told = new Map<string, string>();
  for (const check of options.checks) {
    const result = await runCheck(check);
    results.push(result);
    options.onResult?.(result);
  }
  return results;

  async function runCheck({
    id,
    title,
    fault,
    needs,
  }: RunChecksOptions['checks'][number]): Promise<CheckResult> {
    const skipped = (reason: string): CheckResult => ({ id, title, status: 'skipped', reason, findings: [] });
    const obstacle = options.obstacle?.(id);
    if (obstacle !== undefined) return skipped(obstacle);
    const missing = results.find((result) => needs?.includes(result.id) && result.status !== 'pass');
    if (missing) return skipped(t('"{0}" comes first.', missing.title));
    options.onBegin?.(id);
    const outcome = await options.execute(id);
    if ('findings' in outcome) {
      const { findings } = outcome;
      return findings.length > 0
        ? { id, title, status: 'fail', fault, findings }
        : { id, title, status: 'pass', findings };
    }
    const { stopped } = outcome;
    const cause = JSON.stringify([stopped.actual, stopped.at]);
    const first = told.get(cause);
    if (first !== undefined) return skipped(t('It is stopped by what "{0}" tells.', first));
    told.set(cause, title);
    return { id, title, status: 'error', findings: [stopped] };
  }
}

/**
 * What stopped a check, as a finding of it.
 * @param relative an absolute path as the report has it
 */
export function findingOf(
  { what, why, next, problems }: Failure,
  title: string,
  relative: (file: string) => string,
): Finding {
  const [problem] = problems;
  return {
    probed: t('Your code was run for the check "{0}".', title),
    expected: t('Code that runs to the end.'),
    actual: [what, why].filter(Boolean).join(' '),
    hints: next ? [next] : [],
    ...(problem ? { at: { file: relative(problem.file), line: problem.line, column: problem.column } } : {}),
  };
}
