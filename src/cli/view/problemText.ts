import type { StudentProblem } from '../../protocol/run';
import { t } from '../../words';

/**
 * A finding in a student's code as compilers print it, with the line and a caret under the place.
 * @param shownPath how the file is called for the reader.
 * @param sourceLine the line of the file; undefined when it cannot be read.
 */
export function problemText(problem: StudentProblem, shownPath: string, sourceLine?: string): string {
  const { line, column, endColumn, severity, message } = problem;
  const name = severity === 'error' ? t('error') : t('warning');
  const place = `${shownPath}:${line}:${column} ${name} ${message}`;
  if (sourceLine === undefined) return place;
  const before = sourceLine.slice(0, column - 1);
  // Tabs stay tabs, so that the caret lands below the place whatever their width.
  const indent = before.replace(/[^\t]/g, ' ');
  const length = Math.max(1, Math.min(endColumn ?? column + 1, sourceLine.length + 1) - column);
  const gutter = `  ${line} | `;
  return `${place}\n${gutter}${sourceLine}\n${' '.repeat(gutter.length)}${indent}${'^'.repeat(length)}`;
}
