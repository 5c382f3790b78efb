import type { ClassStatistics, Summary } from '../../protocol/statistics';
import { duration, foreign, number, percent, rounded, t } from '../../words';
import { table } from '../table';

const mostLines = 10;
const widestBar = 40;

/** What a class has found hard, for people. */
export function statisticsText(statistics: ClassStatistics): string {
  const { submissions, checked, graded, totals, max, tasks, checks, findings, trainingSeconds } = statistics;
  const counts = t(
    '{0} submissions, {1} of them checked, {2} graded to the end. What follows is of those that were checked.',
    submissions,
    checked,
    graded,
  );
  return [
    counts,
    totals &&
      section(t('Points, of {0}', number(max)), [
        summaryText(totals, (value) => rounded(value)),
        ...distributionLines(statistics),
      ]),
    tasks.length > 0 && section(t('The hardest tasks'), [taskTable(tasks.slice(0, mostLines))]),
    checks.length > 0 && section(t('The hardest checks'), [checkTable(checks.slice(0, mostLines))]),
    findings.length > 0 && section(t('The most common findings'), findingLines(findings.slice(0, mostLines))),
    trainingSeconds &&
      section(t('Training time of the runs in a submission; how long students worked is not known'), [
        summaryText(trainingSeconds, duration),
      ]),
  ]
    .filter((text) => typeof text === 'string')
    .join('\n\n');
}

const section = (title: string, lines: readonly string[]): string => [title, ...lines].join('\n');

const summaryText = (
  { mean, median, least, most, lowerQuartile, upperQuartile }: Summary,
  format: (value: number) => string,
): string =>
  t(
    'mean {0}, median {1}, half of them from {2} to {3}, least {4}, most {5}',
    ...[mean, median, lowerQuartile, upperQuartile, least, most].map(format),
  );

function distributionLines({ distribution }: ClassStatistics): string[] {
  const most = Math.max(1, ...distribution.map(({ count }) => count));
  const names = distribution.map(({ from, to }) => `${number(from)}–${number(to)}`);
  const widest = Math.max(...names.map(({ length }) => length));
  return distribution.map(({ count }, index) => {
    const bar = '█'.repeat(Math.round((count / most) * widestBar));
    return `  ${(names[index] ?? '').padStart(widest)}  ${bar}${count > 0 ? ` ${count}` : ''}`;
  });
}

const taskTable = (tasks: ClassStatistics['tasks']): string =>
  table([
    [t('task'), t('of its points'), t('all points'), t('none'), t('submissions')],
    ...tasks.map(({ task, share, full, none, count }) => [
      task,
      percent(share),
      number(full),
      number(none),
      number(count),
    ]),
  ]);

const checkTable = (checks: ClassStatistics['checks']): string =>
  table([
    [t('check'), t('fails in'), t('submissions')],
    ...checks.map(({ task, title, share, count }) => [
      `${task}: ${foreign(title, 70)}`,
      percent(share),
      number(count),
    ]),
  ]);

const findingLines = (findings: ClassStatistics['findings']): string[] =>
  findings.map(({ task, text, count }) => `  ${count}×  ${task}: ${foreign(text, 200)}`);
