import { failureOf } from '../protocol/failure';
import type { CheckResult, Finding } from '../protocol/checkReport';
import type { Failure } from '../protocol/run';
import path from 'node:path';
import type { Check, FindingInput } from './check';
import type { Subject } from './subject';

export interface RunChecksOptions {
  checks: readonly Check[];
  /** The subject of a check: the file of its item. */
  subjectOf: (check: Check) => Subject;
  /** Absolute path of the student's folder of the exercise. */
  folder: string;
  /** Hears of each result as soon as it is there. */
  onResult?: (result: CheckResult) => void;
}

/**
 * Runs checks in their order. One whose needs have not passed is skipped; one that the student's code stops is an error, and those
 * that the very same failure stops again are skipped, so that each fault is told once.
 */
export async function runChecks({
  checks,
  subjectOf,
  folder,
  onResult,
}: RunChecksOptions): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  const told = new Map<unknown, Check>();
  for (const check of checks) {
    const result = await runCheck(check);
    results.push(result);
    onResult?.(result);
  }
  return results;

  async function runCheck(check: Check): Promise<CheckResult> {
    const { id, title } = check;
    const missing = results.find((result) => check.needs?.includes(result.id) && result.status !== 'pass');
    if (missing)
      return { id, title, status: 'skipped', reason: `"${missing.title}" comes first.`, findings: [] };
    try {
      const found = [await check.probe(subjectOf(check))].flat().filter((one) => one !== undefined);
      return { id, title, status: found.length > 0 ? 'fail' : 'pass', findings: found.map(completed) };
    } catch (error) {
      const first = told.get(error);
      if (first)
        return {
          id,
          title,
          status: 'skipped',
          reason: `What "${first.title}" tells stops this one too.`,
          findings: [],
        };
      told.set(error, check);
      return { id, title, status: 'error', findings: [findingOf(failureOf(error), title, folder)] };
    }
  }
}

function completed(input: FindingInput): Finding {
  return { hints: [], ...input };
}

/** What stopped a check, as a finding of it. */
export function findingOf({ what, why, next, problems }: Failure, title: string, folder: string): Finding {
  const [problem] = problems;
  const at = problem && {
    file: path.relative(folder, problem.file).split(path.sep).join('/'),
    line: problem.line,
    column: problem.column,
  };
  return {
    probed: title,
    expected: 'Code that runs to the end.',
    actual: [what, why].filter(Boolean).join(' '),
    hints: next ? [next] : [],
    ...(at ? { at } : {}),
  };
}
