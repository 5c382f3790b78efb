import { leadingTasks } from '../course/manifest';
import { headline, type CheckReport } from '../protocol/checkReport';
import type { ClassReview, ReviewedSubmission } from '../protocol/review';
import type { ClassStatistics, Summary } from '../protocol/statistics';
import { taskKey, type GradedSubmission } from './grades';
import { roundedPoints } from './points';

/** Ranges of the distribution; as many as a histogram of a class can fill. */
const mostRanges = 12;
const rangeWidths = [0.5, 1, 2, 5, 10, 20, 50, 100];

/**
 * What a class has found hard.
 * @param gradedOf a submission with what tutors gave
 * @param reportOf the report of the checks with this key; undefined where it is gone
 */
export function classStatistics(
  { createdAt, submissions, chapter }: ClassReview,
  gradedOf: (submission: ReviewedSubmission) => GradedSubmission,
  reportOf: (key: string) => CheckReport | undefined,
): ClassStatistics {
  const checked = submissions.filter(({ state }) => state === 'checked');
  const graded = checked.map((submission) => ({ submission, graded: gradedOf(submission) }));
  const totals = graded.map((one) => one.graded.points);
  const seconds = checked
    .map(({ runs = [] }) => runs.flatMap((run) => run.seconds ?? []))
    .filter(({ length }) => length > 0)
    .map((all) => all.reduce((a, b) => a + b, 0));
  const reports = checked.flatMap(({ exercises }) =>
    exercises.flatMap(({ key }) => (key === undefined ? [] : (reportOf(key) ?? []))),
  );
  return {
    version: 1,
    createdAt,
    submissions: submissions.length,
    checked: checked.length,
    graded: graded.filter((one) => one.graded.open.length + one.graded.conflicts.length === 0).length,
    max: chapter.max,
    ...withSummary('totals', totals),
    distribution: distributionOf(totals, chapter.max),
    tasks: tasksOf(graded),
    ...checksOf(reports),
    ...withSummary('trainingSeconds', seconds),
  };
}

const withSummary = <Key extends string>(key: Key, values: readonly number[]) =>
  (values.length === 0 ? {} : { [key]: summaryOf(values) }) as Partial<Record<Key, Summary>>;

/** @param values at least one */
export function summaryOf(values: readonly number[]): Summary {
  const sorted = [...values].sort((a, b) => a - b);
  const quantile = (share: number) => {
    const place = share * (sorted.length - 1);
    const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
    return roundedPoints(low + (high - low) * (place % 1));
  };
  return {
    count: sorted.length,
    mean: roundedPoints(sorted.reduce((a, b) => a + b, 0) / sorted.length),
    least: quantile(0),
    lowerQuartile: quantile(0.25),
    median: quantile(0.5),
    upperQuartile: quantile(0.75),
    most: quantile(1),
  };
}

function distributionOf(totals: readonly number[], max: number): ClassStatistics['distribution'] {
  if (max <= 0) return [];
  const width = rangeWidths.find((one) => max / one <= mostRanges) ?? max / mostRanges;
  const count = Math.ceil(roundedPoints(max / width));
  return Array.from({ length: count }, (_, index) => {
    const [from, to] = [index * width, Math.min(max, (index + 1) * width)];
    const isIn = (points: number) => points >= from && (points < to || index === count - 1);
    return { from: roundedPoints(from), to: roundedPoints(to), count: totals.filter(isIn).length };
  });
}

function tasksOf(
  all: readonly { submission: ReviewedSubmission; graded: GradedSubmission }[],
): ClassStatistics['tasks'] {
  const tasks = new Map<string, { title: string; max: number; points: number[] }>();
  for (const { submission, graded } of all)
    for (const { id, items } of graded.exercises) {
      const reviewed = submission.exercises.find((one) => one.id === id)?.items ?? [];
      const counted = leadingTasks(items, ({ points }) => points);
      for (const { id: item, title, points } of counted) {
        const known = reviewed.find((one) => one.id === item);
        if (!known || known.status === 'not-begun' || known.max === 0) continue;
        const task = taskKey(id, item);
        const entry = tasks.get(task) ?? { title, max: known.max, points: [] };
        entry.points.push(points);
        tasks.set(task, entry);
      }
    }
  return [...tasks]
    .map(([task, { title, max, points }]) => ({
      task,
      title,
      max,
      count: points.length,
      share: Math.min(1, roundedPoints(points.reduce((a, b) => a + b, 0) / (points.length * max))),
      full: points.filter((one) => one >= max).length,
      none: points.filter((one) => one === 0).length,
    }))
    .sort((a, b) => a.share - b.share);
}

function checksOf(reports: readonly CheckReport[]): Pick<ClassStatistics, 'checks' | 'findings'> {
  const checks = new Map<
    string,
    { task: string; check: string; title: string; count: number; failed: number }
  >();
  const findings = new Map<string, { task: string; text: string; count: number }>();
  for (const { exercise, items } of reports)
    for (const item of items) {
      if (item.status === 'not-begun') continue;
      const task = taskKey(exercise.id, item.id);
      for (const result of item.checks) {
        if (result.status === 'skipped') continue;
        const key = `${task}/${result.id}`;
        const entry = checks.get(key) ?? { task, check: result.id, title: result.title, count: 0, failed: 0 };
        entry.count += 1;
        checks.set(key, entry);
        if (result.status === 'pass') continue;
        entry.failed += 1;
        const text = headline(result);
        const said = findings.get(`${key} ${text}`) ?? { task, text, count: 0 };
        said.count += 1;
        findings.set(`${key} ${text}`, said);
      }
    }
  return {
    checks: [...checks.values()]
      .filter(({ failed }) => failed > 0)
      .map((one) => ({ ...one, share: one.failed / one.count }))
      .sort((a, b) => b.share - a.share || b.failed - a.failed),
    findings: [...findings.values()].sort((a, b) => b.count - a.count),
  };
}
