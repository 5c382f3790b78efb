import { t } from '../../words';
import type { Picture } from '../picture';
import { sampleGrid, type SamplingOptions } from './sampling';

/** Four corners as [x, y] in pixels: top left, top right, bottom right, bottom left. */
export type Corners = readonly (readonly [number, number])[];

/**
 * Moves four points of the picture to four others, with straight lines staying straight.
 * @param options interpolation: default `'bilinear'`
 * @throws RangeError when there are not four points on each side, or three of them lie on one line.
 */
export function perspective(
  image: Picture,
  startpoints: Corners,
  endpoints: Corners,
  { interpolation = 'bilinear', fill }: SamplingOptions = {},
): Picture {
  const [a, b, c, d, e, f, g, h] = coefficients(startpoints, endpoints);
  return sampleGrid(
    image,
    image,
    (row, xs, ys) => {
      const y = row + 0.5;
      for (let column = 0; column < xs.length; column++) {
        const x = column + 0.5;
        const depth = g * x + h * y + 1;
        xs[column] = (a * x + b * y + c) / depth - 0.5;
        ys[column] = (d * x + e * y + f) / depth - 0.5;
      }
    },
    { interpolation, fill },
  );
}

/** An output position (x, y) comes from ((a x + b y + c) / (g x + h y + 1), (d x + e y + f) / (g x + h y + 1)). */
function coefficients(startpoints: Corners, endpoints: Corners): number[] {
  if (startpoints.length !== 4 || endpoints.length !== 4)
    throw new RangeError(
      t('perspective needs four points on each side, not {0} and {1}.', startpoints.length, endpoints.length),
    );
  const rows = endpoints.flatMap(([x, y], i) => {
    const [startX, startY] = startpoints[i];
    return [
      [x, y, 1, 0, 0, 0, -startX * x, -startX * y, startX],
      [0, 0, 0, x, y, 1, -startY * x, -startY * y, startY],
    ];
  });
  return solve(rows);
}

/** Solves linear equations, each given as its coefficients and its right side, by elimination with pivots. */
function solve(rows: number[][]): number[] {
  const count = rows.length;
  for (let column = 0; column < count; column++) {
    const rest = rows.slice(column);
    const pivot = rest.reduce((best, row) => (Math.abs(row[column]) > Math.abs(best[column]) ? row : best));
    if (Math.abs(pivot[column]) < 1e-9)
      throw new RangeError(t('perspective: three of the points lie on one line.'));
    const at = rows.indexOf(pivot);
    [rows[column], rows[at]] = [rows[at], rows[column]];
    for (const row of rows) {
      if (row === pivot) continue;
      const factor = row[column] / pivot[column];
      for (let k = column; k <= count; k++) row[k] -= factor * pivot[k];
    }
  }
  return rows.map((row, i) => row[count] / row[i]);
}
