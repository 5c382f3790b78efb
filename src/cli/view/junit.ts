import type { CheckReport, CheckResult, Finding } from '../../protocol/checkReport';
import { t, visible } from '../../words';

/** A report as JUnit's XML: a suite for each rubric item, a case for each check. */
export function junit({ exercise, items }: CheckReport): string {
  const suites = items.map(({ title, checks }) => {
    const cases = checks.map((check) => caseOf(title, check));
    const counts = (['fail', 'error', 'skipped'] as const).map(
      (status) => checks.filter((check) => check.status === status).length,
    );
    const [failures, errors, skipped] = counts;
    return `  <testsuite name="${escaped(title)}" tests="${checks.length}" failures="${failures}" errors="${errors}" skipped="${skipped}">\n${cases.join('')}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="${escaped(`${exercise.id} ${exercise.title}`)}">\n${suites.join('')}</testsuites>`;
}

const elements = { fail: 'failure', error: 'error' } as const;

function caseOf(item: string, { title, status, reason, findings }: CheckResult): string {
  // no text: XML
  const open = `    <testcase classname="${escaped(item)}" name="${escaped(title)}"`;
  if (status === 'pass') return `${open}/>\n`;
  if (status === 'skipped') return `${open}><skipped message="${escaped(reason ?? '')}"/></testcase>\n`;
  const name = elements[status];
  // A case has one failure at most.
  const body = findings.map(findingText).join('\n\n');
  const message = findings[0]?.actual ?? '';
  return `${open}><${name} message="${escaped(message)}">${escaped(body)}</${name}></testcase>\n`;
}

function findingText({ probed, expected, actual, why, at }: Finding): string {
  const place = at && `${at.file}:${at.line}`;
  return [place, probed, t('expected: {0}', expected), t('actual: {0}', actual), why]
    .filter(Boolean)
    .join('\n');
}

function escaped(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    '\n': '&#10;',
  };
  // XML knows no control characters, not even as entities.
  return visible(text).replace(/[&<>"\n]/g, (character) => entities[character] ?? '');
}
