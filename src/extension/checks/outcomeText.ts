import {
  countedItems,
  headline,
  isAgainst,
  passes,
  type CheckReport,
  type ItemResult,
} from '../../protocol/checkReport';
import { list, t } from '../../words';

/** What a check has come to, as a notification says it; `done` says how far the student is. */
export interface Outcome {
  text: string;
  done: 'nothing' | 'task' | 'exercise';
}

/** @param inFocus whether an item is the one that the student works on */
export function outcomeOf(
  report: Pick<CheckReport, 'exercise' | 'items'>,
  inFocus: (item: ItemResult) => boolean,
): Outcome {
  const { id, title } = report.exercise;
  const name = `${id} ${title}`;
  const items = countedItems(report);
  if (items.length === 0)
    return {
      text: t('{0}: nothing is begun yet. Its files are as they were in the beginning.', name),
      done: 'nothing',
    };
  if (items.every(passes)) return { text: allPass(name, items), done: 'exercise' };
  const focused = items.filter(inFocus);
  if (focused.length > 0 && focused.every(passes))
    return { text: allPass(list(focused.map((item) => item.title)), focused), done: 'task' };
  const failing = [...focused, ...items].find((item) => !passes(item)) ?? items[0];
  const first = failing.checks.find(isAgainst);
  const checks = items.flatMap((item) => item.checks);
  const passed = checks.filter(({ status }) => status === 'pass').length;
  const counts = t('{0}: {1} of {2} checks pass.', name, passed, checks.length);
  return {
    text: first ? `${counts} ${failing.title}: ${headline(first)}.` : counts,
    done: 'nothing',
  };
}

function allPass(name: string, items: readonly ItemResult[]): string {
  // A remark that has something to tell costs nothing, and is not counted.
  const count = items.flatMap(({ checks }) => checks).filter(({ status }) => status === 'pass').length;
  const passed =
    count === 1 ? t('{0}: the check passes.', name) : t('{0}: all {1} checks pass.', name, count);
  return [passed, pointsText(items)].filter(Boolean).join(' ');
}

/** "0.25 points, 0.25 more from your tutor."; nothing where there are none to be had. */
function pointsText(items: readonly ItemResult[]): string {
  const sum = (pointsOf: (item: ItemResult) => number) =>
    items.reduce((total, item) => total + pointsOf(item), 0);
  const points = sum((item) => item.points);
  const tutor = sum((item) => item.tutorPoints);
  if (points === 0 && tutor === 0) return '';
  if (points === 0)
    return tutor === 1 ? t('Your tutor gives the point.') : t('Your tutor gives the {0} points.', tutor);
  const own = points === 1 ? t('1 point') : t('{0} points', points);
  return tutor > 0 ? t('{0}, {1} more from your tutor.', own, tutor) : `${own}.`;
}
