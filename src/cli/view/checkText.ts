import { reachable, type CheckReport, type Finding, type ItemResult } from '../../protocol/checkReport';
import { texts } from '../texts';

const { check: words } = texts;

/** A report for people: the items with their points, and below each what is not as it should be. */
export function checkText(report: CheckReport): string {
  const { exercise, points, max, items } = report;
  const heading = `${exercise.id} ${exercise.title}: ${words.points(points, max)}`;
  return [heading, ...items.map(itemText)].join('\n\n');
}

function itemText(item: ItemResult): string {
  const { points, tutorPoints, title, status, checks } = item;
  const tutor = tutorPoints > 0 ? `, ${words.tutor(tutorPoints)}` : '';
  const lines = [`${words.marks[status]} ${title}  ${words.points(points, reachable(item))}${tutor}`];
  for (const check of checks) {
    lines.push(`  ${words.marks[check.status]} ${check.title}`);
    if (check.reason) lines.push(`      ${words.skipped(check.reason)}`);
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
    `${words.expected} ${expected}`,
    `${words.actual} ${actual}`,
    ...(why === undefined ? [] : [why]),
    ...(hint === undefined ? [] : [`${words.hint} ${hint}`]),
  ].flatMap((text) => text.split('\n'));
}
