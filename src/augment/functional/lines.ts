import { withFloats, type Picture, type Size } from '../picture';
import { innerPixel, outerPixel, planesOf, type Fill, type Plane } from './plane';

/** Where the pixels of an output row come from: the first from (x, y), each next one a step further. */
export interface SourceLine {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
}

/** As `sampleGrid` with bilinear interpolation, where each row comes from a straight line: more than twice as fast. */
export function sampleLines(
  image: Picture,
  size: Size,
  sourceLine: (y: number) => SourceLine,
  fill: Fill | undefined,
): Picture {
  const { height, width } = size;
  const planes = planesOf(image, fill);
  const result = new Float32Array(planes.length * height * width);
  for (let y = 0; y < height; y++) {
    const line = sourceLine(y);
    const inner = partWithin(line, 0, image, width);
    const outer = partWithin(line, 1, image, width);
    for (let channel = 0; channel < planes.length; channel++)
      writeRow(planes[channel], line, { inner, outer }, result, (channel * height + y) * width, width);
  }
  return withFloats(image, result, size);
}

/** A run of pixels of a row: [first, behind the last]. */
type Part = readonly [number, number];

/**
 * The pixels of a row whose places lie in the picture, or at most `margin` pixels outside of it. With a margin of 0
 * each place lies between four pixels of the picture; with 1 it has at least one pixel beside it.
 */
function partWithin(
  { x, y, stepX, stepY }: SourceLine,
  margin: number,
  { height, width }: Size,
  count: number,
): Part {
  const columns = between(x + margin, stepX, width - 1 + 2 * margin, count);
  const rows = between(y + margin, stepY, height - 1 + 2 * margin, count);
  const from = Math.max(columns[0], rows[0]);
  return [from, Math.max(from, Math.min(columns[1], rows[1]))];
}

/** Sums of steps differ from products by less. */
const slack = 1e-6;

/** Where `start + i * step` lies in [0, end), for whole i in [0, count). */
function between(start: number, step: number, end: number, count: number): Part {
  const [low, high] = [slack - start, end - slack - start];
  if (step === 0) return low <= 0 && high > 0 ? [0, count] : [0, 0];
  const [first, last] = step > 0 ? [low / step, high / step] : [high / step, low / step];
  return [Math.min(count, Math.max(0, Math.ceil(first))), Math.max(0, Math.min(count, Math.floor(last) + 1))];
}

/**
 * Writes a row that begins at `offset`. Its inner pixels lie between four pixels of the plane, its outer pixels touch
 * the plane. All values of the row are 0 before.
 */
function writeRow(
  plane: Plane,
  line: SourceLine,
  { inner, outer }: { inner: Part; outer: Part },
  result: Float32Array,
  offset: number,
  width: number,
): void {
  if (plane.fill) {
    result.fill(plane.fill, offset, offset + outer[0]);
    result.fill(plane.fill, offset + outer[1], offset + width);
  }
  const [from, to] = inner[0] < inner[1] ? inner : [outer[1], outer[1]];
  writeEdge(plane, line, outer[0], from, result, offset);
  writeInner(plane, line, from, to, result, offset);
  writeEdge(plane, line, to, outer[1], result, offset);
}

function writeEdge(
  plane: Plane,
  { x, y, stepX, stepY }: SourceLine,
  from: number,
  to: number,
  result: Float32Array,
  offset: number,
): void {
  for (let i = from; i < to; i++) result[offset + i] = outerPixel(plane, x + i * stepX, y + i * stepY);
}

function writeInner(
  plane: Plane,
  line: SourceLine,
  from: number,
  to: number,
  result: Float32Array,
  offset: number,
): void {
  const { stepX, stepY } = line;
  let x = line.x + from * stepX;
  let y = line.y + from * stepY;
  for (let i = offset + from; i < offset + to; i++) {
    result[i] = innerPixel(plane, x, y);
    x += stepX;
    y += stepY;
  }
}
