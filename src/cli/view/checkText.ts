import {
  headline,
  reachable,
  type CheckReport,
  type Finding,
  type ItemResult,
} from '../../protocol/checkReport';
import { t } from '../../words';
import { marks } from './marks';

/** A report for people: the items with their points, and below each what is not as it should be. */
export function checkText(report: CheckReport): string {
  const { exercise, points, max, items } = report;
  const heading = `${exercise.id} ${exercise.title}: ${max === 0 ? t('optional') : pointsText(points, max)}`;
  return [heading, ...items.map(itemText)].join('\n\n');
}

function pointsText(points: number, max: number): string {
  return max === 1 ? t('{0} of {1} point', points, max) : t('{0} of {1} points', points, max);
}

function itemText(item: ItemResult): string {
  const { points, tutorPoints, title, status, checks } = item;
  const tutor = tutorPoints > 0 ? `, ${t('{0} more from your tutor', tutorPoints)}` : '';
  const own = item.max === 0 ? '' : `  ${pointsText(points, reachable(item))}`;
  const lines = [`${marks[status]} ${title}${own}${tutor}`];
  if (status === 'not-begun')
    return `${lines[0]}\n  ${t('Not begun: its files are as they were in the beginning.')}`;
  for (const check of checks) {
    lines.push(`  ${marks[check.status]} ${headline(check)}`);
    if (check.reason) lines.push(`      ${t('skipped: {0}', check.reason)}`);
    for (const finding of check.findings) lines.push(...findingText(finding).map((line) => `      ${line}`));
  }
  return lines.join('\n');
}

/** A finding with its first hint: one at a time. */
function findingText({ probed, expected, actual, why, hints, at }: Finding): string[] {
  const [hint] = hints;
  return [
    ...(at ? [[at.file, at.line, at.column].filter((part) => part !== undefined).join(':')] : []),
    probed,
    `${t('expected:').padEnd(9)} ${expected}`,
    `${t('actual:').padEnd(9)} ${actual}`,
    ...(why === undefined ? [] : [why]),
    ...(hint === undefined ? [] : [t('hint: {0}', hint)]),
  ].flatMap((text) => text.split('\n'));
}
