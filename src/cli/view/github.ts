import {
  faultLine,
  reachable,
  type CheckReport,
  type CheckResult,
  type Finding,
  type ItemResult,
} from '../../protocol/checkReport';
import { number, t, visible } from '../../words';
import { marks } from './marks';

/** What GitHub Actions understands of a report: docs.github.com/actions/reference/workflow-commands-for-github-actions. */

/**
 * A line for each finding, which GitHub shows at its line of code.
 * @param pathOf a file of the exercise, relative to the repository
 */
export function annotations({ items }: CheckReport, pathOf: (file: string) => string): string {
  return findingsOf(items)
    .map(({ item, check, finding }) => {
      const place = { file: pathOf(finding.at?.file ?? item.file), line: String(finding.at?.line ?? 1) };
      const properties = Object.entries({ ...place, title: item.title })
        .map(([name, value]) => `${name}=${escapedProperty(value)}`)
        .join(',');
      return `::warning ${properties}::${escapedData(faultLine(check, finding))}`; // no text: a command
    })
    .join('\n');
}

/** Points and findings in Markdown, for the summary of a run. */
export function summaryMarkdown({ exercise, points, max, items }: CheckReport): string {
  const rows = items
    .filter(({ status }) => status !== 'not-begun')
    .map(
      (item) =>
        `| ${marks[item.status]} | ${plain(item.title)} | ${number(item.points)} | ${number(reachable(item))} |`,
    );
  const findings = findingsOf(items).map(({ check, finding }) => {
    const place = finding.at ? ` (${finding.at.file}:${finding.at.line})` : '';
    return `- ${plain(faultLine(check, finding) + place)}`;
  });
  const heading = max === 0 ? t('optional') : t('{0} of {1} points', number(points), number(max));
  return [
    `## ${plain(`${exercise.id} ${exercise.title}`)}: ${heading}`,
    `|  | ${t('task')} | ${t('points')} | ${t('at most')} |\n| --- | --- | ---: | ---: |\n${rows.join('\n')}`,
    ...(findings.length > 0 ? [findings.join('\n')] : []),
    '',
  ].join('\n\n');
}

interface PlacedFinding {
  item: ItemResult;
  check: CheckResult;
  finding: Finding;
}

const findingsOf = (items: readonly ItemResult[]): PlacedFinding[] =>
  items.flatMap((item) =>
    item.checks.flatMap((check) => check.findings.map((finding) => ({ item, check, finding }))),
  );

const escapedData = (text: string): string =>
  visible(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapedProperty = (text: string): string =>
  escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** A text of a student's program as a line of Markdown that means only itself. */
const plain = (text: string): string =>
  visible(text)
    .replaceAll(/\s*\n\s*/g, ' ')
    .replace(/[\\`*_{}[\]<>#|~$@]/g, '\\$&');
