import type { RubricItem, SaidGrades } from '../../src/panels/review';
import type { GradedSubmission, SubmissionGrades } from '../../src/review/grades';

interface Known {
  submission: unknown;
  said: SaidGrades;
  rubric: Readonly<Record<string, RubricItem>>;
  graded: GradedSubmission;
}

/** Submissions with what tutors gave: those are computed anew for which something has changed. */
export class GradedRows {
  private readonly known = new Map<string, Known>();

  of(
    submission: { id: string },
    said: SaidGrades,
    rubric: Readonly<Record<string, RubricItem>>,
    compute: (grades: SubmissionGrades) => GradedSubmission,
  ): GradedSubmission {
    const known = this.known.get(submission.id);
    if (known?.submission === submission && known.said === said && known.rubric === rubric)
      return known.graded;
    const graded = compute({
      items: new Map(Object.entries(said.items).map(([key, all]) => [key, all.map(({ value }) => value)])),
      terms: said.terms.map(({ value }) => value),
    });
    this.known.set(submission.id, { submission, said, rubric, graded });
    return graded;
  }
}
