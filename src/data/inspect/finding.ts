import { dataFindings, type DataFinding, type DataFindingId } from '../../protocol/dataCheck';
import type { SliceFacts } from './examineSlice';

export type Example = DataFinding['examples'][number];

/** Examples of a finding that are told. */
const mostExamples = 10;

/** A finding about these places; none where there are none. */
export function finding(id: DataFindingId, examples: readonly Example[]): DataFinding[] {
  if (examples.length === 0) return [];
  return [
    { id, severity: dataFindings[id], count: examples.length, examples: examples.slice(0, mostExamples) },
  ];
}

/** Where a slice is, as in `train/volumes/volume-1_2.png`. */
export const placeOf = ({ split, row }: SliceFacts) => `${split}/${row.file}`;

/** The slices that are as asked, as examples. */
export const examplesIn = <Slice extends SliceFacts>(
  slices: readonly Slice[],
  isOne: (slice: Slice) => boolean,
  detail?: (slice: Slice) => string | undefined,
): Example[] => slices.filter(isOne).map((slice) => ({ place: placeOf(slice), detail: detail?.(slice) }));
