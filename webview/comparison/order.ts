import type { ComparedRun } from '../../src/panels/comparison';
import type { Metric } from './curve';

/** What a column of the table holds of a run, to be put in order; undefined: nothing. */
type Key = number | string | undefined;

/** A run with what its curves are at, at the cursor or their ends. */
export interface RunRow {
  run: ComparedRun;
  /** When it was begun, in words. */
  started: string;
  /** Place of its colour. */
  place: number;
  isShown: boolean;
  at: Partial<Record<Metric, number>>;
}

/** Columns of the table beside the settings, which go by their place. */
export type ColumnId =
  'name' | 'note' | 'started' | 'bestLoss' | 'bestAccuracy' | 'bestEpoch' | Metric | number;

export interface Order {
  column: ColumnId;
  descending: boolean;
}

/** What is best or newest comes first when a column is chosen. */
export const descendingFirst: readonly ColumnId[] = ['bestAccuracy', 'accuracy', 'started'];

const collator = new Intl.Collator();

/** The runs in an order; one that has nothing in the column comes last. */
export function ordered(rows: readonly RunRow[], order: Order | undefined): RunRow[] {
  if (!order) return [...rows];
  const sign = order.descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [keyOf(a, order.column), keyOf(b, order.column)];
    if (left === undefined || right === undefined)
      return Number(left === undefined) - Number(right === undefined);
    return sign * compared(left, right);
  });
}

function keyOf({ run, at }: RunRow, column: ColumnId): Key {
  switch (column) {
    case 'name':
      return run.name;
    case 'note':
      return run.note;
    case 'started':
      return run.createdAt;
    case 'bestLoss':
      return run.best?.valLoss;
    case 'bestAccuracy':
      return run.best?.valAccuracy;
    case 'bestEpoch':
      return run.best?.epoch;
    case 'loss':
    case 'accuracy':
      return at[column];
    default:
      return run.values[column] ?? undefined;
  }
}

/** By size where both are numbers. */
function compared(left: number | string, right: number | string): number {
  const difference = Number(left) - Number(right);
  return Number.isNaN(difference) ? collator.compare(String(left), String(right)) : difference;
}
