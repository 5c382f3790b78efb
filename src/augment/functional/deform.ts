import type { Picture } from '../picture';
import { sampleGrid, type GridInterpolation, type SourceRow } from './sampling';

/** What lies outside of the picture: black, its last pixel, or its mirror image. */
export type SamplingPadding = 'zeros' | 'border' | 'reflection';

/** Where pixels come from: (x, y) from matrix (x + dx, y + dy), both from the picture's centre. */
export interface Deformation {
  /** [height, width] each, in pixels. */
  dx: Float32Array;
  dy: Float32Array;
  /** [a, b, c, d, e, f]: (a x + b y + c, d x + e y + f). */
  matrix: readonly [number, number, number, number, number, number];
}

/** Takes each pixel from where a deformation says. */
export function deform(
  image: Picture,
  { dx, dy, matrix: [a, b, c, d, e, f] }: Deformation,
  { interpolation, padding }: { interpolation: GridInterpolation; padding: SamplingPadding },
): Picture {
  const { height, width } = image;
  const [centreX, centreY] = [(width - 1) / 2, (height - 1) / 2];
  const within = paddings[padding];
  const sourceRow: SourceRow = (row, xs, ys) => {
    for (let column = 0; column < width; column++) {
      const x = column - centreX + dx[row * width + column];
      const y = row - centreY + dy[row * width + column];
      xs[column] = within(a * x + b * y + c + centreX, width);
      ys[column] = within(d * x + e * y + f + centreY, height);
    }
  };
  return sampleGrid(image, image, sourceRow, { interpolation });
}

const clamp = (position: number, side: number) => Math.max(0, Math.min(side - 1, position));

const paddings: Record<SamplingPadding, (position: number, side: number) => number> = {
  zeros: (position) => position,
  border: clamp,
  reflection: (position, side) => {
    // Mirrored at the outer edges of the first and of the last pixel.
    const fromEdge = Math.abs(position + 0.5) % (2 * side);
    return clamp((fromEdge < side ? fromEdge : 2 * side - fromEdge) - 0.5, side);
  },
};
