import type { ReviewedSubmission } from '../protocol/review';
import { taskKey, type GradedSubmission } from './grades';

/** A submission as a row of a table. */
export interface ClassRow {
  submission: ReviewedSubmission;
  graded: GradedSubmission;
  /** How it is called: the student's name, or a neutral one. */
  name: string;
}

/** The id of an exercise or the key of a task is a column, too. */
export type RowColumn = 'name' | 'total' | 'open' | 'remarks' | (string & {});

export interface RowOrder {
  column: RowColumn;
  descending: boolean;
}

/** Which rows are of interest: those with a task to grade, with a disagreement, with a remark, or that were not checked. */
export const rowStates = ['open', 'conflict', 'done', 'remarks', 'unchecked'] as const;
export type RowState = (typeof rowStates)[number];

const isIn: Readonly<Record<RowState, (row: ClassRow) => boolean>> = {
  open: ({ graded }) => graded.open.length > 0,
  conflict: ({ graded }) => graded.conflicts.length > 0,
  done: ({ graded }) => graded.open.length === 0 && graded.conflicts.length === 0,
  remarks: ({ submission }) => submission.remarks.length > 0,
  unchecked: ({ submission }) => submission.state !== 'checked',
};

/** @param wanted a text that the name has, in any case, and a state */
export function matchingRows(
  rows: readonly ClassRow[],
  { text, state }: { text: string; state?: RowState | undefined },
): ClassRow[] {
  const part = text.trim().toLowerCase();
  return rows.filter(
    (row) => row.name.toLowerCase().includes(part) && (state === undefined || isIn[state](row)),
  );
}

/** In the order of a column; rows that say the same there stay in the order of their names. */
export function sortedRows(rows: readonly ClassRow[], { column, descending }: RowOrder): ClassRow[] {
  const byName = (a: ClassRow, b: ClassRow) =>
    a.name.localeCompare(b.name, undefined, { numeric: true, sensitivity: 'base' });
  const sign = descending ? -1 : 1;
  if (column === 'name') return [...rows].sort((a, b) => sign * byName(a, b));
  return [...rows].sort((a, b) => sign * (valueIn(a, column) - valueIn(b, column)) || byName(a, b));
}

function valueIn({ submission, graded }: ClassRow, column: RowColumn): number {
  if (column === 'total') return graded.points;
  if (column === 'open') return graded.open.length + graded.conflicts.length;
  if (column === 'remarks') return submission.remarks.length;
  return pointsIn(graded, column) ?? -1;
}

/** Points of an exercise, by its id, or of a task, by its key. */
export function pointsIn({ exercises }: GradedSubmission, column: string): number | undefined {
  for (const { id, points, items } of exercises) {
    if (id === column) return points;
    const item = items.find((one) => taskKey(id, one.id) === column);
    if (item) return item.points;
  }
  return undefined;
}

/** The next one that is to be looked at, after the one that is shown; from the end it goes on at the beginning. */
export function nextOf<T>(
  all: readonly T[],
  from: T | undefined,
  isWanted: (one: T) => boolean,
): T | undefined {
  const start = from === undefined ? 0 : all.indexOf(from) + 1;
  return [...all.slice(start), ...all.slice(0, start)].find((one) => one !== from && isWanted(one));
}
