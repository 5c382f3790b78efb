/** What each pixel of a side is made of: from the first pixel of the source to before the end. */
interface Spans {
  first: Int32Array;
  end: Int32Array;
}

/** Pixels of the source whose middles lie below each new pixel. As Pillow's filter BOX has it. */
function spansOf(from: number, to: number): Spans {
  const scale = from / to;
  const support = 0.5 * Math.max(scale, 1);
  const spans = { first: new Int32Array(to), end: new Int32Array(to) };
  for (let index = 0; index < to; index++) {
    const centre = (index + 0.5) * scale;
    spans.first[index] = Math.max(0, Math.trunc(centre - support + 0.5));
    spans.end[index] = Math.max(spans.first[index] + 1, Math.min(from, Math.trunc(centre + support + 0.5)));
  }
  return spans;
}

/** The nearest pixel of the source for each new one. */
const nearestOf = (from: number, to: number): Int32Array =>
  Int32Array.from({ length: to }, (_, index) => Math.floor(((index + 0.5) * from) / to));

/** Makes square pictures of slices: grey values by the mean of an area, labels by the nearest pixel. */
export class Resampler {
  private readonly columns: Spans;
  private readonly rows: Spans;
  private readonly nearColumns: Int32Array;
  private readonly nearRows: Int32Array;
  /** Of the columns, over the rows of one new row. */
  private readonly sums: Float64Array;
  private readonly mean: Float32Array;

  constructor(
    private readonly width: number,
    height: number,
    private readonly side: number,
  ) {
    this.columns = spansOf(width, side);
    this.rows = spansOf(height, side);
    this.nearColumns = nearestOf(width, side);
    this.nearRows = nearestOf(height, side);
    this.sums = new Float64Array(side);
    this.mean = new Float32Array(side * side);
  }

  /** The means of the slice's areas, of values held between two bounds; no number counts as the low one. Good until the next call. */
  area(values: Float32Array, low: number, high: number): Float32Array {
    const { width, side, mean, sums, rows, columns } = this;
    for (let y = 0; y < side; y++) {
      sums.fill(0);
      for (let row = rows.first[y]; row < rows.end[y]; row++)
        for (let x = 0; x < side; x++) {
          const [from, to] = [row * width + columns.first[x], row * width + columns.end[x]];
          let sum = 0;
          for (let i = from; i < to; i++) sum += values[i] > low ? Math.min(high, values[i]) : low;
          sums[x] += Math.fround(sum / (to - from));
        }
      const count = rows.end[y] - rows.first[y];
      for (let x = 0; x < side; x++) mean[y * side + x] = sums[x] / count;
    }
    return mean;
  }

  /** Writes the slice's nearest pixels into `near`. */
  nearest(values: Float32Array, near: Float32Array): void {
    const { width, side, nearColumns, nearRows } = this;
    for (let y = 0, at = 0; y < side; y++) {
      const row = nearRows[y] * width;
      for (let x = 0; x < side; x++) near[at++] = values[row + nearColumns[x]];
    }
  }
}
