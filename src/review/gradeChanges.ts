import type { ItemGrade } from '../protocol/grades';

/** What a tutor changes of one task of one submission; done again the other way round, it is undone. */
export interface GradeChange {
  submission: string;
  /** As in `3.2/baseline`. */
  task: string;
  before: ItemGrade | undefined;
  after: ItemGrade;
}

export const emptyGrade: ItemGrade = { rubric: [], comments: [] };

/** What takes changes back. */
export const undone = (changes: readonly GradeChange[]): GradeChange[] =>
  changes.map(({ before, after, ...about }) => ({ ...about, before: after, after: before ?? emptyGrade }));

/** With a rubric item, or without it. Points that were given by number make room: the items' count from then on. */
export function withRubric(
  { points: _points, ...grade }: ItemGrade,
  id: string,
  applies: boolean,
): ItemGrade {
  const others = grade.rubric.filter((one) => one !== id);
  return { ...grade, rubric: applies ? [...others, id] : others };
}

/** @param points undefined: those of the rubric items */
export function withPoints({ points: _points, ...grade }: ItemGrade, points: number | undefined): ItemGrade {
  return points === undefined ? grade : { ...grade, points };
}

export function withComment(grade: ItemGrade, comment: Comment): ItemGrade {
  return grade.comments.some((one) => isSame(one, comment))
    ? grade
    : { ...grade, comments: [...grade.comments, comment] };
}

export const withoutComment = (grade: ItemGrade, comment: Comment): ItemGrade => ({
  ...grade,
  comments: grade.comments.filter((one) => !isSame(one, comment)),
});

/** @param override undefined: what checks and tutor give counts again */
export function withOverride(
  { override: _override, ...grade }: ItemGrade,
  override: ItemGrade['override'],
): ItemGrade {
  return override ? { ...grade, override } : grade;
}

type Comment = ItemGrade['comments'][number];

const isSame = (a: Comment, b: Comment): boolean => a.kind === b.kind && a.text === b.text;

/** Comments that were used for a task, the most frequent first; those that a submission has already are left out. */
export function commentBank(grades: readonly ItemGrade[], has: readonly Comment[]): Comment[] {
  const counts = new Map<string, { comment: Comment; count: number }>();
  for (const { comments } of grades)
    for (const comment of comments) {
      const key = `${comment.kind}\n${comment.text}`;
      const known = counts.get(key);
      if (known) known.count++;
      else counts.set(key, { comment, count: 1 });
    }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count)
    .map(({ comment }) => comment)
    .filter((comment) => !has.some((one) => isSame(one, comment)));
}
