import { countedItems, passes, type CheckReport } from '../protocol/checkReport';
import type { StarterState } from '../protocol/starter';
import { t } from '../words';

/** A file of a student's, as far as it matters before it is handed in. */
export interface HandedFile {
  /** Relative to the exercise's folder. */
  path: string;
  state: StarterState;
  /** When it was last changed. */
  changedAt: Date;
  /** Of a file with questions, how many are not answered. */
  unanswered: number;
  /** Whether it is a file of a task that counts. */
  isTask: boolean;
}

/** What is still missing on an exercise before it is handed in, in sentences; never a reason not to. */
export function missingText(
  exercise: { id: string; title: string },
  report: CheckReport | undefined,
  files: readonly HandedFile[],
): string[] {
  const { id } = exercise;
  if (files.length === 0) return [t('{0}: there is no file of it.', id)];
  const untouched = files.filter(({ isTask, state }) => isTask && state === 'untouched');
  const absent = files.filter(({ isTask, state }) => isTask && state === 'absent');
  return [
    ...absent.map(({ path }) => t('{0}: {1} does not exist.', id, path)),
    ...untouched.map(({ path }) => t('{0}: {1} is as it was in the beginning.', id, path)),
    ...files.flatMap(({ path, unanswered }) =>
      unanswered === 0
        ? []
        : unanswered === 1
          ? [t('{0}: a question in {1} is not answered.', id, path)]
          : [t('{0}: {1} questions in {2} are not answered.', id, unanswered, path)],
    ),
    ...reportText(id, report, files),
  ];
}

function reportText(id: string, report: CheckReport | undefined, files: readonly HandedFile[]): string[] {
  if (!report) return [t('{0}: it was not checked yet, so that there is no report to hand in.', id)];
  const checked = new Date(report.createdAt);
  const newer = files.find(({ changedAt }) => changedAt > checked);
  if (newer) return [t('{0}: the report is older than {1}. Check it again.', id, newer.path)];
  return countedItems(report)
    .filter((item) => !passes(item))
    .map(({ title }) => t('{0}: the checks have something against "{1}".', id, title));
}
