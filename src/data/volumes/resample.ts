/** Length of the side of a picture that is made smaller or larger, and what each of its pixels is made of. */
interface Span {
  first: number;
  count: number;
}

/** Pixels of the source whose middles lie below each new pixel. As Pillow's filter BOX has it. */
function spansOf(from: number, to: number): Span[] {
  const scale = from / to;
  const support = 0.5 * Math.max(scale, 1);
  return Array.from({ length: to }, (_, index) => {
    const centre = (index + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const end = Math.min(from, Math.trunc(centre + support + 0.5));
    return { first, count: Math.max(1, end - first) };
  });
}

/** Makes square pictures of slices: grey values by the mean of an area, labels by the nearest pixel. */
export class Resampler {
  private readonly columns: Span[];
  private readonly rows: Span[];
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
    const { width, height, side, narrow, mean } = this;
    for (let x = 0; x < side; x++) {
      const { first, count } = this.columns[x];
      for (let y = 0; y < height; y++) {
        let sum = 0;
        for (let i = first; i < first + count; i++) sum += values[y * width + i];
        narrow[y * side + x] = sum / count;
      }
    }
    for (let y = 0; y < side; y++) {
      const { first, count } = this.rows[y];
      for (let x = 0; x < side; x++) {
        let sum = 0;
        for (let i = first; i < first + count; i++) sum += narrow[i * side + x];
        mean[y * side + x] = sum / count;
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
