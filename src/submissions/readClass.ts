import { join } from 'node:path';
import { readJsonFile, readJsonIfWhole } from '../files/jsonFile';
import type { CheckReport } from '../protocol/checkReport';
import { FailureError } from '../protocol/failure';
import { classReviewSchema, keptReportSchema, type ClassReview, type KeptReport } from '../protocol/review';
import { t } from '../words';
import { reviewPlaces } from './layout';

/** What the last review of a folder has found. @throws FailureError when there was none, or it cannot be read */
export async function readClass(root: string): Promise<ClassReview> {
  const file = reviewPlaces(root).class;
  const read = await readJsonFile(file, classReviewSchema);
  if (read.state === 'whole') return read.value;
  throw new FailureError({
    what:
      read.state === 'missing'
        ? t('{0} was not reviewed yet.', root)
        : t('{0} cannot be read: {1}', file, read.why),
    next: t('Review the folder: lits review {0}', root),
  });
}

/** The report of the checks under a key; undefined where it is gone. */
export const readKeptReport = (root: string, key: string): Promise<KeptReport | undefined> =>
  readJsonIfWhole(join(reviewPlaces(root).results, `${key}.json`), keptReportSchema);

/** The reports that a class refers to, by their keys; those that are gone are left out. */
export async function readKeptReports(
  root: string,
  { submissions }: Pick<ClassReview, 'submissions'>,
): Promise<ReadonlyMap<string, CheckReport>> {
  const reports = new Map<string, CheckReport>();
  const keys = submissions.flatMap(({ exercises }) => exercises.flatMap(({ key }) => key ?? []));
  for (const key of new Set(keys)) {
    const kept = await readKeptReport(root, key);
    if (kept) reports.set(key, kept.report);
  }
  return reports;
}
