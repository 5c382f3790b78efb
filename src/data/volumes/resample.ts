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

/** Makes square pictures of slices: grey values by the mean of an area, labels by the nearest pixel. */
export class Resampler {
  private readonly columns: Spans;
  private readonly rows: Spans;
  private readonly narrow: Float32Array;
  private readonly mean: Float32Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly side: number,
  ) {
    this.columns = spansOf(width, side);
    this.rows = spansOf(height, side);
    this.narrow = new Float32Array(side * height);
    this.mean = new Float32Array(side * side);
  }

  /** The means of the slice's areas. They are only good until the next call. */
  area(values: Float32Array): Float32Array {
    const { width, height, side, narrow, mean, columns, rows } = this;
    for (let y = 0; y < height; y++) {
      const row = y * width;
      for (let x = 0; x < side; x++) {
        const [first, end] = [columns.first[x], columns.end[x]];
        let sum = 0;
        for (let i = first; i < end; i++) sum += values[row + i];
        narrow[y * side + x] = sum / (end - first);
      }
    }
    for (let y = 0; y < side; y++) {
      const [first, end] = [rows.first[y], rows.end[y]];
      for (let x = 0; x < side; x++) {
        let sum = 0;
        for (let i = first; i < end; i++) sum += narrow[i * side + x];
        mean[y * side + x] = sum / (end - first);
      }
    }
    return mean;
  }

  /** The slice's nearest pixels. */
  nearest(values: Float32Array): Float32Array {
    const { width, height, side } = this;
    const near = new Float32Array(side * side);
    for (let y = 0; y < side; y++) {
      const row = Math.floor(((y + 0.5) * height) / side) * width;
      for (let x = 0; x < side; x++)
        near[y * side + x] = values[row + Math.floor(((x + 0.5) * width) / side)];
    }
    return near;
  }
}
