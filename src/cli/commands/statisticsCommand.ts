import { classStatistics } from '../../review/statistics';
import { gradedSubmission } from '../../review/grades';
import { readGrades } from '../../submissions/gradeStore';
import { readClass, readKeptReports } from '../../submissions/readClass';
import type { Io } from '../io';
import { existingPath } from '../paths';
import { statisticsText } from '../view/statisticsText';
import type { View } from '../view/view';

/** `lits statistics DIR`: what the class that was reviewed has found hard. */
export async function statistics(given: string, io: Io, view: View): Promise<void> {
  const root = await existingPath(given, io.cwd, 'folder');
  const review = await readClass(root);
  const grades = await readGrades(root);
  for (const text of grades.lost) view.note(text);
  const reports = await readKeptReports(root, review);
  const result = classStatistics(
    review,
    (submission) => gradedSubmission(submission, grades.of(submission.id), grades.rubric),
    (key) => reports.get(key),
  );
  view.result({ kind: 'statistics', statistics: result }, statisticsText(result));
}
