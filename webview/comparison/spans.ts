import type { Columns, Envelope } from './envelope';
import type { Scale } from './scale';

/** From where to where a curve goes in each column of pixels, from the top; NaN where it does not. */
export interface Spans {
  top: Float32Array;
  bottom: Float32Array;
}

export interface Points {
  /** Ascending. */
  positions: Float32Array;
  values: Float32Array;
}

/** A place of the curve: a point, or all of a column's. */
interface Stop {
  /** In columns from the left. */
  at: number;
  top: number;
  bottom: number;
}

export interface Axes {
  x: Scale;
  y: Scale;
}

/**
 * Joins what the columns hold by straight lines, as a pen would. What cannot be drawn leaves a gap.
 * @param height of the picture, in pixels
 */
export function spansOf(
  points: Points,
  columns: Columns,
  { low, high, marks }: Envelope,
  { x, y }: Axes,
  height: number,
): Spans {
  const { starts, count } = columns;
  const spans: Spans = {
    top: new Float32Array(count).fill(NaN),
    bottom: new Float32Array(count).fill(NaN),
  };
  const pixel = (value: number) => (1 - y.at(value)) * height;
  const place = (index: number) => x.at(points.positions[index]) * count;
  /** A point outside of the picture, towards which a line leaves it. */
  const outside = (index: number): Stop | undefined => {
    if (index < 0 || index >= points.values.length) return undefined;
    const at = pixel(points.values[index]);
    return Number.isFinite(at) ? { at: place(index), top: at, bottom: at } : undefined;
  };
  let before = outside(starts[0] - 1);
  for (let column = 0; column < count; column++) {
    if (!(low[column] <= high[column])) {
      if (marks[column]) before = undefined;
      continue;
    }
    const single = starts[column + 1] - starts[column] === 1;
    const top = pixel(high[column]);
    const stop = {
      at: single ? Math.min(place(starts[column]), count - 0.001) : column + 0.5,
      top,
      bottom: low[column] === high[column] ? top : pixel(low[column]),
    };
    extend(spans, column, stop.top, stop.bottom);
    if (before) join(spans, before, stop);
    before = stop;
  }
  const after = before && outside(starts[count]);
  if (before && after) join(spans, before, after);
  return spans;
}

function extend({ top, bottom }: Spans, column: number, high: number, low: number): void {
  if (!(top[column] <= high)) top[column] = high;
  if (!(bottom[column] >= low)) bottom[column] = low;
}

/** Draws the shortest line between two stops into the columns that it crosses. */
function join(spans: Spans, from: Stop, to: Stop): void {
  const leave = clamped((to.top + to.bottom) / 2, from);
  const arrive = clamped(leave, to);
  const length = to.at - from.at;
  // Within one column, or side by side and overlapping: there is nothing between.
  if (length <= 0 || (leave === arrive && length < 1.5)) return;
  const slope = (arrive - leave) / length;
  const last = Math.min(spans.top.length - 1, Math.floor(to.at));
  for (let column = Math.max(0, Math.floor(from.at)); column <= last; column++) {
    const left = leave + slope * (Math.max(column, from.at) - from.at);
    const right = leave + slope * (Math.min(column + 1, to.at) - from.at);
    extend(spans, column, Math.min(left, right), Math.max(left, right));
  }
}

const clamped = (value: number, { top, bottom }: Stop) => Math.min(bottom, Math.max(top, value));
