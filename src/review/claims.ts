import { maxPoints, pointsOf, tutorPointsOf, type Exercise } from '../course/manifest';
import type { CheckReport, ItemResult } from '../protocol/checkReport';
import type { Remark, ReviewedExercise } from '../protocol/review';
import type { Submission } from '../protocol/submission';
import { decimals, t } from '../words';

/** A remark where the submission's own report gives other points than the checks do now. */
export function claimRemarks(claimed: CheckReport | undefined, found: CheckReport): Remark[] {
  if (!claimed || Math.abs(claimed.points - found.points) < 0.005) return [];
  const text = t(
    'Claims {0} points, the checks give {1}.',
    pointsText(claimed.points),
    pointsText(found.points),
  );
  return [{ kind: 'claim', exercise: found.exercise.id, text }];
}

/** A submission's own report as far as it fits the course, which says what tasks there are and what they bring at most. */
export function fittingReport(said: CheckReport, exercise: Exercise): CheckReport {
  const items = exercise.tasks.map((task): ItemResult => {
    const own = said.items.find(({ id }) => id === task.id);
    const tutorPoints = tutorPointsOf(task);
    return {
      id: task.id,
      title: task.title,
      ...(task.option === undefined ? {} : { option: task.option }),
      file: task.file,
      points: Math.min(own?.points ?? 0, task.points - tutorPoints),
      max: task.points,
      tutorPoints,
      status: own?.status ?? 'not-begun',
      checks: own?.checks ?? [],
    };
  });
  return {
    version: 1,
    createdAt: said.createdAt,
    exercise: { id: exercise.id, title: exercise.title },
    points: pointsOf(items, ({ points }) => points),
    max: maxPoints(exercise),
    items,
  };
}

/** A remark on points that are a submission's own. */
export function claimedRemarks(
  exercise: string,
  claimed: NonNullable<ReviewedExercise['claimed']>,
  commit: string | undefined,
): Remark[] {
  if (claimed === 'matching') return [];
  const text =
    commit === undefined
      ? t('Its points are what its own report claims, which does not say that it is about these files.')
      : t(
          'Its points are what its own report claims, which does not say that it is about these files (commit {0}).',
          commit.slice(0, 10),
        );
  return [{ kind: 'claimed', exercise, text }];
}

/** One decimal where that says it all, as in 7.5 and 6.25. */
function pointsText(points: number): string {
  return decimals(points, Number.isInteger(Math.round(points * 1000) / 100) ? 1 : 2);
}

/**
 * What differs between the files of a submission and those that its `submission.json` names.
 * @param hashes SHA-256 of the named files as they are now, by their paths in the submission; of those that are gone, none
 * @param looked paths of the files that are checked
 */
export function changedFiles(
  { files: named }: Pick<Submission, 'files'>,
  hashes: ReadonlyMap<string, string>,
  looked: readonly string[],
): Remark[] {
  const known = new Set(named.map(({ path }) => path));
  return [
    ...named.flatMap(({ path, sha256 }): Remark[] => {
      const now = hashes.get(path);
      if (now === undefined)
        return [{ kind: 'missing', text: t('{0} is missing, which was there when it was handed in.', path) }];
      if (now === sha256) return [];
      return [{ kind: 'edited', text: t('{0} was changed after it was handed in.', path) }];
    }),
    ...looked.flatMap((path): Remark[] =>
      known.has(path) ? [] : [{ kind: 'added', text: t('{0} was not there when it was handed in.', path) }],
    ),
  ];
}

/** What student code did that stopped a check, once for each cause. @param untouched files that are as they were handed out: what stops there is not the student's */
export function stopRemarks({ exercise, items }: CheckReport, untouched: ReadonlySet<string>): Remark[] {
  const causes = new Map<string, string>();
  for (const { checks } of items.filter(({ file }) => !untouched.has(file)))
    for (const { status, findings } of checks) {
      const [finding] = findings;
      if (status !== 'error' || !finding) continue;
      const at = finding.at ? `${finding.at.file}:${finding.at.line}: ` : '';
      causes.set(finding.actual, at + finding.actual);
    }
  return [...causes.values()].map((text) => ({ kind: 'stopped', exercise: exercise.id, text }));
}
