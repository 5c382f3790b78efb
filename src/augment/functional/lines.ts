import { withFloats, type Picture, type Size } from '../picture';
import { innerPixel, outerPixel, planesOf, type Fill, type Plane } from './plane';

/** Where the pixels of an output row come from: the first from (x, y), each next one a step further. */
export interface SourceLine {
  x: number;
  y: number;
  stepX: number;
  stepY: number;
}

/** As `sampleGrid` with bilinear interpolation, where each row comes from a straight line: twice as fast. */
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
    const [from, to] = insideOf(line, image, width);
    for (const [channel, plane] of planes.entries()) {
      const offset = (channel * height + y) * width;
      const outer = (i: number) => outerPixel(plane, line.x + i * line.stepX, line.y + i * line.stepY);
      for (let i = 0; i < from; i++) result[offset + i] = outer(i);
      innerPixels(plane, line, from, result.subarray(offset + from, offset + to));
      for (let i = to; i < width; i++) result[offset + i] = outer(i);
    }
  }
  return withFloats(image, result, size);
}

/** The part of a row whose pixels all lie between four pixels of the input: [first, behind the last]. */
function insideOf(
  { x, y, stepX, stepY }: SourceLine,
  { height, width }: Size,
  count: number,
): [number, number] {
  const [fromX, toX] = between(x, stepX, width - 1, count);
  const [fromY, toY] = between(y, stepY, height - 1, count);
  const from = Math.max(fromX, fromY);
  return [from, Math.max(from, Math.min(toX, toY))];
}

/** Sums of steps differ from products by less. */
const slack = 1e-6;

/** Where `start + i * step` lies in [0, end), for whole i in [0, count). */
function between(start: number, step: number, end: number, count: number): [number, number] {
  const [low, high] = [slack - start, end - slack - start];
  if (step === 0) return low <= 0 && high > 0 ? [0, count] : [0, 0];
  const [first, last] = step > 0 ? [low / step, high / step] : [high / step, low / step];
  return [Math.min(count, Math.max(0, Math.ceil(first))), Math.max(0, Math.min(count, Math.floor(last) + 1))];
}

function innerPixels(plane: Plane, line: SourceLine, from: number, result: Float32Array): void {
  const { stepX, stepY } = line;
  let x = line.x + from * stepX;
  let y = line.y + from * stepY;
  for (let i = 0; i < result.length; i++) {
    result[i] = innerPixel(plane, x, y);
    x += stepX;
    y += stepY;
  }
}
