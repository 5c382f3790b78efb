import { firstAtOrAfter } from './search';
import type { Scale } from './scale';

/** The points of a curve column by column, as a picture has columns of pixels. */
export interface Columns {
  /** Index of the first point at or after the left edge of each column; one more: the end of the last. */
  starts: Int32Array;
  count: number;
}

/** Values that are looked at together, once: a picture of a long run has many more points than columns. */
const blockBits = 4;
const blockLength = 1 << blockBits;
/** With so many blocks in a column, one of its edges may lie half a block aside: less than is seen. */
const denseBlocks = 4;

/** The columns of positions when they were asked for last: each figure of a run asks for the same. */
const knownColumns = new WeakMap<Float32Array, { of: string; columns: Columns }>();

/** Sorts positions, which ascend, into columns along an axis. */
export function columnsOf(positions: Float32Array, x: Scale, count: number): Columns {
  const of = [x.range.min, x.range.max, x.logarithmic, count].join();
  const known = knownColumns.get(positions);
  if (known?.of === of) return known.columns;
  const columns = sortedInto(positions, x, count);
  knownColumns.set(positions, { of, columns });
  return columns;
}

function sortedInto(positions: Float32Array, x: Scale, count: number): Columns {
  const starts = new Int32Array(count + 1);
  const step = x.logarithmic ? undefined : (x.range.max - x.range.min) / count;
  let start = firstAtOrAfter(positions, x.range.min);
  for (let column = 0; column < count; column++) {
    starts[column] = start;
    const edge = step === undefined ? x.valueAt((column + 1) / count) : x.range.min + (column + 1) * step;
    start = nextAtOrAfter(positions, edge, start);
  }
  // The end of the range belongs to the last column.
  while (start < positions.length && positions[start] <= x.range.max) start++;
  starts[count] = start;
  if (start - starts[0] >= count * denseBlocks * blockLength) roundToBlocks(starts, count);
  return { starts, count };
}

/** The outer edges stay: nothing from outside of the range may come in. */
function roundToBlocks(starts: Int32Array, count: number): void {
  for (let column = 1; column < count; column++)
    starts[column] = Math.max(starts[column - 1], Math.round(starts[column] / blockLength) * blockLength);
}

/** Looks a few steps ahead first: the next column often begins near. */
function nextAtOrAfter(positions: Float32Array, edge: number, from: number): number {
  let [low, stride] = [from, 8];
  while (low + stride < positions.length && positions[low + stride] < edge) {
    low += stride;
    stride *= 2;
  }
  const part = positions.subarray(low, Math.min(positions.length, low + stride + 1));
  return low + firstAtOrAfter(part, edge);
}

/** What a column holds beside values that can be drawn. */
export const unfit = { notFinite: 1, tooLow: 2 } as const;

/** The lowest and highest value of each column: no peak is lost, however many points fall into one. */
export interface Envelope {
  /** NaN where a column holds nothing to draw. */
  low: Float32Array;
  high: Float32Array;
  /** Marks of `unfit`, one bit each. */
  marks: Uint8Array;
}

/** The extremes of each block; NaN where not all of its values are finite. */
interface Blocks {
  low: Float32Array;
  high: Float32Array;
}
const knownBlocks = new WeakMap<Float32Array, Blocks>();

function blocksOf(values: Float32Array): Blocks {
  const known = knownBlocks.get(values);
  if (known) return known;
  const count = values.length >> blockBits;
  const blocks: Blocks = { low: new Float32Array(count), high: new Float32Array(count) };
  for (let block = 0; block < count; block++) {
    let min = Infinity;
    let max = -Infinity;
    let sum = 0;
    for (let index = block << blockBits; index < (block + 1) << blockBits; index++) {
      const value = values[index];
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
    }
    blocks.low[block] = Number.isFinite(sum) ? min : NaN;
    blocks.high[block] = Number.isFinite(sum) ? max : NaN;
  }
  knownBlocks.set(values, blocks);
  return blocks;
}

/**
 * @param values of which none changes any more
 * @param floor values must be above it: 0 on a logarithmic axis
 */
export function envelopeOf(values: Float32Array, { starts, count }: Columns, floor = -Infinity): Envelope {
  const low = new Float32Array(count);
  const high = new Float32Array(count);
  const marks = new Uint8Array(count);
  const blocks = blocksOf(values);
  for (let column = 0; column < count; column++) {
    let min = Infinity;
    let max = -Infinity;
    let mark = 0;
    const end = starts[column + 1];
    let index = starts[column];
    while (index < end) {
      const block = index >> blockBits;
      const stop = Math.min(end, (block + 1) << blockBits);
      if (blocks.low[block] > floor) {
        if (stop - index === blockLength) {
          min = Math.min(min, blocks.low[block]);
          max = Math.max(max, blocks.high[block]);
          index = stop;
        }
        // Without branches, of which none could be foretold.
        for (; index < stop; index++) {
          const value = values[index];
          min = Math.min(min, value);
          max = Math.max(max, value);
        }
        continue;
      }
      for (; index < stop; index++) {
        const value = values[index];
        if (value > floor && value < Infinity) {
          if (value < min) min = value;
          if (value > max) max = value;
        } else mark |= value <= floor && value > -Infinity ? unfit.tooLow : unfit.notFinite;
      }
    }
    marks[column] = mark;
    low[column] = min <= max ? min : NaN;
    high[column] = min <= max ? max : NaN;
  }
  return { low, high, marks };
}
