import { readFile } from 'node:fs/promises';
import { liesIn } from '../../src/files/liesIn';
import type { Failure } from '../../src/protocol/run';

/** What a text for people may not hold. */
const forbidden: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/unexpected went wrong/, 'an unexpected error'],
  [/(?![\t\n])[\p{Cc}\p{Cs}\u2028-\u202e\u2066-\u2069]/u, 'a control character'],
  [/\[object Object\]|\{\d\}/, 'a value that nobody can read'],
  [/lits-program\.cjs|node_modules|\bat \S+ \(/, 'a place that is not the student’s'],
];

/** Failures that no single line is the cause of. */
const placeless = [
  /^The loss is (not a number|infinite)/,
  /^Your code was stopped: .* took longer/,
  /^The memory is not enough/,
  /^Your code threw a value that is no error/,
];

export function faultsOfText(text: string, longest: number): string[] {
  const found = forbidden
    .filter(([pattern]) => pattern.test(text))
    .map(([, name]) => `${name}: ${text.slice(0, 500)}`);
  return text.length > longest ? [...found, `a text of ${text.length} characters`] : found;
}

/** What is wrong with how a failure is told: each has sentences, and a place in the student's file that is there. */
export async function faultsOfFailure(failure: Failure, folder: string): Promise<string[]> {
  const { what, why, next, problems } = failure;
  const texts = [what, why ?? '', next ?? '', ...problems.map(({ message }) => message)];
  const faults = texts.flatMap((text) => faultsOfText(text, 5_000));
  if (next === undefined) faults.push(`no way out: ${what}`);
  if (problems.length === 0 && !placeless.some((pattern) => pattern.test(what)))
    faults.push(`no place: ${what} ${why} ${next}`);
  for (const { file, line, column } of problems) {
    const source = liesIn(folder, file) ? await readFile(file, 'utf8').catch(() => undefined) : undefined;
    const text = source?.split('\n')[line - 1];
    if (text === undefined) faults.push(`no such place: ${file}:${line}:${column}`);
    else if (column > text.length + 2)
      faults.push(`no such column: ${line}:${column} of ${JSON.stringify(text)}`);
  }
  return faults;
}
